package org.stile.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.trust.RootKey;

/** Root keys as text: {@code 1:eddsa:d75a98...}. */
public final class RootKeys {
  /** One in use, one to follow, and as much again. */
  private static final int KEYS_MAX = 4;

  private RootKeys() {}

  /** Parses one to four, with commas between. */
  public static List<RootKey> parse(String text) {
    var keys = new ArrayList<RootKey>();
    for (String each : text.split(",", KEYS_MAX + 1)) {
      RootKey key = key(each.strip().split(":", -1));
      if (keys.stream().anyMatch(known -> known.id() == key.id())) {
        throw new IllegalArgumentException("an id twice");
      }
      keys.add(key);
    }
    if (keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException("too many");
    }
    return keys;
  }

  private static RootKey key(String[] parts) {
    if (parts.length != 3) {
      throw new IllegalArgumentException("not id:algorithm:key");
    }
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.name().toLowerCase(Locale.ROOT).equals(parts[1])) {
        var key = new VerifyingKey(algorithm, Bytes.hex(parts[2]));
        return new RootKey(Integer.parseInt(parts[0]), key);
      }
    }
    throw new IllegalArgumentException("no such algorithm");
  }
}
