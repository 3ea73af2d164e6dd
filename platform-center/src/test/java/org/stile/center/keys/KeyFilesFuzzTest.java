package org.stile.center.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.RootKey;

/**
 * Whatever lies in a file that keys come in, it is read as what it says or refused in words: a
 * stick carries these files from hand to hand.
 */
class KeyFilesFuzzTest {
  /** Where the cost of opening stands, so that no input takes a gigabyte or a minute. */
  private static final int COST_AT = 16;

  private static Path file;

  private static Path holding(byte[] data) throws IOException {
    if (file == null) {
      file = Files.createTempFile("fuzz", ".bin");
      file.toFile().deleteOnExit();
    }
    return Files.write(file, data);
  }

  @FuzzTest(maxDuration = "1m")
  void request(byte[] data) throws IOException {
    try {
      KeySet read = KeyFiles.readRequest(holding(data));
      Path again = Files.createTempFile("again", ".json");
      try {
        KeyFiles.writeRequest(again, read);
        assertThat(KeyFiles.readRequest(again)).isEqualTo(read);
      } finally {
        Files.delete(again);
      }
    } catch (VaultException refused) {
      assertThat(refused.getMessage()).contains(String.valueOf(file));
    }
  }

  @FuzzTest(maxDuration = "1m")
  void rootsPublicHalf(byte[] data) throws IOException {
    try {
      RootKey read = KeyFiles.readRoot(holding(data));
      String text = KeyFiles.text(read);
      assertThat(KeyFiles.readRoot(holding(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
          .isEqualTo(read);
    } catch (VaultException refused) {
      assertThat(refused.getMessage()).contains(String.valueOf(file));
    }
  }

  @FuzzTest(maxDuration = "1m")
  void sealed(byte[] data) throws IOException {
    if (data.length > COST_AT + 8) {
      // 8 KiB and one pass, unless it asks for what no file may.
      data[COST_AT] = (byte) Math.min(0, data[COST_AT]);
      data[COST_AT + 1] = 0;
      data[COST_AT + 2] = 0;
      data[COST_AT + 4] = (byte) Math.min(0, data[COST_AT + 4]);
      data[COST_AT + 5] = 0;
      data[COST_AT + 6] = 0;
      data[COST_AT + 7] = (byte) (data[COST_AT + 7] & 1);
    }
    for (SealedFile.Kind kind : SealedFile.Kind.values()) {
      try (Passphrase passphrase = Passphrase.chosen("correct horse battery")) {
        byte[] content = SealedFile.read(holding(data), kind, passphrase);
        throw new AssertionError("opened without its key: " + content.length);
      } catch (VaultException refused) {
        assertThat(refused.getMessage()).contains(String.valueOf(file));
      }
    }
  }

  @FuzzTest(maxDuration = "1m")
  void contentsOfAVault(byte[] data) {
    try (VaultContents contents = VaultContents.decode(data)) {
      contents.names().forEach(name -> assertThat(contents.signer(name)).isPresent());
      try (VaultContents again = VaultContents.decode(contents.encode())) {
        assertThat(again.names()).isEqualTo(contents.names());
        assertThat(again.secret("x")).isEqualTo(contents.secret("x"));
      }
    } catch (VaultException refused) {
      assertThat(refused.getMessage()).contains("vault");
    }
  }
}
