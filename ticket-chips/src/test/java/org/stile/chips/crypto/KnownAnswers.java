package org.stile.chips.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.stile.core.Bytes;

/** The values of vectors/desfire-crypto.properties, where each one's source is named. */
final class KnownAnswers {
  private final Properties values = new Properties();

  KnownAnswers() throws IOException {
    try (InputStream in =
        KnownAnswers.class.getResourceAsStream("/vectors/desfire-crypto.properties")) {
      values.load(in);
    }
  }

  Bytes bytes(String name) {
    return Bytes.hex(values.getProperty(name));
  }

  AesKey key(String name) {
    return AesKey.copyOf(bytes(name).toArray());
  }
}
