package org.stile.center.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;

/**
 * The PKCS#11 vault on a SoftHSM token of its own. SoftHSM finds its token by SOFTHSM2_CONF in the
 * environment, so the vault runs in a child process: {@link ModuleVaultChild}.
 */
class ModuleVaultTest {
  private static final Bytes MESSAGE = Bytes.of(1, 2, 3);
  private static final String PIN = "4711";

  @TempDir Path folder;

  @BeforeEach
  void softhsm() throws Exception {
    Optional<Path> library = library();
    assumeTrue(library.isPresent(), "no SoftHSM here: apt-get install softhsm2");
    Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(
        folder.resolve("softhsm2.conf"),
        "directories.tokendir = " + folder.resolve("tokens") + "\nlog.level = ERROR\n");
    Files.writeString(
        folder.resolve("pkcs11.cfg"),
        "name = Stile\nlibrary = " + library.orElseThrow() + "\nslotListIndex = 0\n");
    run(
        List.of(
            "softhsm2-util",
            "--init-token",
            "--slot",
            "0",
            "--label",
            "stile",
            "--pin",
            PIN,
            "--so-pin",
            "0815"));
  }

  @Test
  void keys_are_made_in_the_module_and_are_there_again() throws Exception {
    String made = child(PIN, "create", "ISSUING", "7");
    assertThat(made).startsWith("ES256 ");
    String signed = child(PIN, "sign", "ISSUING", "7", MESSAGE.hex());
    String[] parts = signed.split(" ");
    assertThat("ES256 " + parts[0]).isEqualTo(made);
    assertThat(
            new VerifyingKey(Algorithm.ES256, Bytes.hex(parts[0]))
                .verifies(MESSAGE, Bytes.hex(parts[1])))
        .isTrue();
    assertThat(child(PIN, "secret", "holder"))
        .isEqualTo(child(PIN, "secret", "holder"))
        .isNotEqualTo(child(PIN, "secret", "person"))
        .hasSize(64);
    assertThat(child(PIN, "create", "ISSUING", "7")).contains("there is a key");
    assertThat(child(PIN, "create", "MASTER", "7")).startsWith("ES256 ");
    assertThat(child(PIN, "entries")).contains("MASTER 7").contains("ISSUING 7");
    child(PIN, "destroy", "ISSUING", "7");
    assertThat(child(PIN, "entries")).doesNotContain("ISSUING 7").contains("MASTER 7");
  }

  @Test
  void a_wrong_pin_or_no_module_is_told() throws Exception {
    assertThat(child("0000", "entries")).startsWith("VaultException: cannot open the module");
    assertThatThrownBy(() -> ModuleVault.open(folder.resolve("missing.cfg"), PIN))
        .isInstanceOf(VaultException.class);
  }

  /** What the child does to the vault; one word per fact. */
  static String act(Vault vault, List<String> words) {
    return switch (words.getFirst()) {
      case "create" -> {
        Signer key = vault.create(KeyUse.valueOf(words.get(1)), Integer.parseInt(words.get(2)));
        yield key.algorithm() + " " + key.publicKey().hex();
      }
      case "sign" -> {
        Signer key =
            vault
                .signer(KeyUse.valueOf(words.get(1)), Integer.parseInt(words.get(2)))
                .orElseThrow();
        yield key.publicKey().hex() + " " + key.sign(Bytes.hex(words.get(3))).hex();
      }
      case "secret" -> vault.secret(words.get(1)).hex();
      case "destroy" -> {
        vault.destroy(KeyUse.valueOf(words.get(1)), Integer.parseInt(words.get(2)));
        yield "";
      }
      default ->
          String.join(
              ",", vault.entries().stream().map(each -> each.use() + " " + each.id()).toList());
    };
  }

  private String child(String pin, String... words) throws IOException, InterruptedException {
    return run(
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    ModuleVaultChild.class.getName(),
                    folder.resolve("pkcs11.cfg").toString(),
                    pin),
                Stream.of(words))
            .toList());
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
    builder.redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
    return said.strip();
  }

  private static Optional<Path> library() {
    return Stream.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so")
        .map(Path::of)
        .filter(Files::exists)
        .findFirst();
  }
}
