package org.stile.center.keys;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.EventId;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.KeySetCodec;
import org.stile.core.trust.MasterKey;
import org.stile.core.trust.RootKey;

/**
 * The files that go between a center and the machine where its root is: what the root is asked to
 * sign (JSON, to be read by whoever signs it), what it signed, and the root's public half, as
 * gate.properties has it (docs/reference/keys.md).
 */
public final class KeyFiles {
  private static final String FORMAT = "stile key set request 1";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private KeyFiles() {}

  private record Request(String format, long version, Instant issuedAt, List<Key> keys) {}

  private record Key(
      int id,
      String algorithm,
      String publicKey,
      Instant notBefore,
      Instant notAfter,
      List<Long> events) {}

  /** Writes what the root is asked to sign. */
  public static void writeRequest(Path file, KeySet keySet) throws IOException {
    var request =
        new Request(
            FORMAT,
            keySet.version(),
            keySet.issuedAt(),
            keySet.keys().stream()
                .map(
                    key ->
                        new Key(
                            key.id(),
                            key.key().algorithm().name(),
                            key.key().encoded().hex(),
                            key.notBefore(),
                            key.notAfter(),
                            key.events().stream().map(EventId::value).sorted().toList()))
                .toList());
    Files.writeString(file, JSON.writeValueAsString(request) + "\n");
  }

  /**
   * Reads what the root is asked to sign.
   *
   * @throws VaultException if the file is none, saying what is wrong with it.
   */
  public static KeySet readRequest(Path file) throws IOException {
    try {
      Request request = JSON.readValue(bounded(file), Request.class);
      if (!FORMAT.equals(request.format)) {
        throw new VaultException(file + " is not a \"" + FORMAT + "\"");
      }
      return new KeySet(
          request.version, request.issuedAt, request.keys.stream().map(KeyFiles::key).toList());
    } catch (JacksonException e) {
      throw new VaultException(file + " is not a key set request: " + e.getOriginalMessage(), e);
    } catch (CharConversionException e) {
      throw new VaultException(file + " is not a key set request: it is not UTF-8", e);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new VaultException(file + " is not a whole key set request: " + e.getMessage(), e);
    }
  }

  private static MasterKey key(Key key) {
    Set<EventId> events =
        key.events.stream().map(EventId::new).collect(java.util.stream.Collectors.toSet());
    var verifying = new VerifyingKey(Algorithm.valueOf(key.algorithm), Bytes.hex(key.publicKey));
    return new MasterKey(key.id, verifying, key.notBefore, key.notAfter, events);
  }

  /** The bytes of a key set, bounded before any is looked at. */
  public static Bytes readKeySet(Path file) throws IOException {
    return Bytes.copyOf(bounded(file));
  }

  /** A root's public half: {@code 1:eddsa:d75a98...}, as "root-keys" in gate.properties has it. */
  public static String text(RootKey root) {
    return root.id()
        + ":"
        + root.key().algorithm().name().toLowerCase(Locale.ROOT)
        + ":"
        + root.key().encoded().hex();
  }

  /** Reads a root's public half. */
  public static RootKey readRoot(Path file) throws IOException {
    String text = new String(bounded(file), java.nio.charset.StandardCharsets.US_ASCII).strip();
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 3) {
        Algorithm algorithm = Algorithm.valueOf(parts[1].toUpperCase(Locale.ROOT));
        return new RootKey(
            Integer.parseInt(parts[0]), new VerifyingKey(algorithm, Bytes.hex(parts[2])));
      }
    } catch (IllegalArgumentException e) {
      throw new VaultException(file + " is not the public half of a root: " + e.getMessage(), e);
    }
    throw new VaultException(file + " is not the public half of a root, like 1:eddsa:d75a98...");
  }

  private static byte[] bounded(Path file) throws IOException {
    if (Files.size(file) > KeySetCodec.SIGNED_LENGTH_MAX) {
      throw new VaultException(file + " is too long for what it should be");
    }
    return Files.readAllBytes(file);
  }
}
