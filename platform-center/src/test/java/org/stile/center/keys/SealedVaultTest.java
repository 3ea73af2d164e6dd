package org.stile.center.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;

class SealedVaultTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Bytes MESSAGE = Bytes.of(1, 2, 3);

  @TempDir Path folder;

  @Test
  void keys_and_secrets_are_there_again_after_a_restart() {
    SealedVault vault = vault("open sesame");
    Signer before = vault.create(KeyUse.ISSUING, 7);
    Bytes secret = vault.secret("holder");
    vault.close();

    SealedVault again = open("open sesame");
    Signer after = again.signer(KeyUse.ISSUING, 7).orElseThrow();
    assertThat(after.publicKey()).isEqualTo(before.publicKey());
    assertThat(verifies(after)).isTrue();
    assertThat(again.secret("holder")).isEqualTo(secret).isNotEqualTo(again.secret("person"));
    assertThat(again.signer(KeyUse.MASTER, 7)).isEmpty();
    assertThat(again.signer(KeyUse.ISSUING, 8)).isEmpty();
  }

  @Test
  void another_passphrase_does_not_open_it() {
    vault("open sesame").close();
    assertThatThrownBy(() -> open("open sesam"))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("does not open");
  }

  @Test
  void no_changed_byte_goes_unnoticed() throws IOException {
    vault("x").create(KeyUse.MASTER, 0);
    byte[] sealed = Files.readAllBytes(file());
    // One flip in each field of the head and in content and tag; all of the cost's high bytes are
    // refused before any memory is taken.
    for (int at : new int[] {0, 15, 16, 20, 23, 24, 40, 52, sealed.length - 1}) {
      byte[] changed = sealed.clone();
      changed[at] ^= 0x40;
      Files.write(file(), changed);
      assertThatThrownBy(() -> open("x")).as("byte %d", at).isInstanceOf(VaultException.class);
    }
    Files.write(file(), sealed);
    assertThat(open("x").entries()).hasSize(1);
  }

  @Test
  void what_is_cut_short_or_too_long_is_refused() throws IOException {
    vault("x").close();
    byte[] sealed = Files.readAllBytes(file());
    for (int length : new int[] {0, 1, 16, 51, 52, 60}) {
      Files.write(file(), java.util.Arrays.copyOf(sealed, length));
      assertThatThrownBy(() -> open("x")).isInstanceOf(VaultException.class);
    }
    Files.write(file(), new byte[SealedFile.LENGTH_MAX + 1]);
    assertThatThrownBy(() -> open("x")).hasMessageContaining("too long");
  }

  @Test
  void a_key_is_made_once() {
    SealedVault vault = vault("x");
    vault.create(KeyUse.MASTER, 1);
    assertThatThrownBy(() -> vault.create(KeyUse.MASTER, 1)).isInstanceOf(VaultException.class);
    vault.destroy(KeyUse.MASTER, 1);
    assertThat(vault.signer(KeyUse.MASTER, 1)).isEmpty();
  }

  @Test
  void two_nodes_on_one_file_see_each_others_keys_and_lose_none() throws Exception {
    Supplier<Passphrase> key = () -> Passphrase.ofFile(folder.resolve("vault.key"), RANDOM);
    SealedVault.create(file(), key, RANDOM);
    SealedVault one = SealedVault.open(file(), key, RANDOM);
    SealedVault other = SealedVault.open(file(), key, RANDOM);
    try (var threads = Executors.newFixedThreadPool(2)) {
      threads.invokeAll(
          IntStream.range(0, 20)
              .<Callable<Signer>>mapToObj(
                  id -> () -> (id % 2 == 0 ? one : other).create(KeyUse.ISSUING, id))
              .toList());
    }
    for (int id = 0; id < 20; id++) {
      assertThat(one.signer(KeyUse.ISSUING, id)).isPresent();
      assertThat(other.signer(KeyUse.ISSUING, id)).isPresent();
    }
    assertThat(one.entries()).hasSize(20).isEqualTo(other.entries());
  }

  @Test
  void its_files_are_the_owners_alone_and_hold_no_secret_in_the_clear() throws IOException {
    var settings =
        new VaultSettings(folder, java.util.Optional.empty(), java.util.Optional.empty());
    settings.create(RANDOM);
    Vault vault = settings.open(RANDOM);
    vault.create(KeyUse.MASTER, 1);
    for (String name : new String[] {"vault.sealed", "vault.key"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .isEqualTo("rw-------");
    }
    assertThat(vault.toString() + settings)
        .doesNotContain(Files.readString(folder.resolve("vault.key")));
  }

  private Path file() {
    return folder.resolve("vault.sealed");
  }

  private SealedVault vault(String passphrase) {
    SealedVault.create(file(), () -> Passphrase.chosen(passphrase), RANDOM);
    return open(passphrase);
  }

  private SealedVault open(String passphrase) {
    return SealedVault.open(file(), () -> Passphrase.chosen(passphrase), RANDOM);
  }

  private static boolean verifies(Signer signer) {
    return new VerifyingKey(signer.algorithm(), signer.publicKey())
        .verifies(MESSAGE, signer.sign(MESSAGE));
  }
}
