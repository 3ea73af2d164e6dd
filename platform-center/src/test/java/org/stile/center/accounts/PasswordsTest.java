package org.stile.center.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.stile.center.web.Problem;

class PasswordsTest {
  private final Passwords passwords = new Passwords(new SecureRandom());

  /**
   * Made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p
   * 1.
   */
  @Test
  void a_hash_of_the_reference_implementation_is_understood() {
    String phc =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(Argon2.parse(phc).matches("password".getBytes(UTF_8))).isTrue();
    assertThat(Argon2.parse(phc).matches("Password".getBytes(UTF_8))).isFalse();
    assertThat(Argon2.parse(phc).outdated()).isFalse();
  }

  @Test
  void a_password_fits_its_own_hash_and_no_other() {
    String hash = passwords.hash("correct horse");
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.check(Optional.of(hash), "correct horse").right()).isTrue();
    assertThat(passwords.check(Optional.of(hash), "correct horsf").right()).isFalse();
    assertThat(passwords.check(Optional.empty(), "correct horse").right()).isFalse();
    assertThat(passwords.hash("correct horse")).isNotEqualTo(hash);
  }

  @Test
  void composed_and_decomposed_letters_are_the_same_password() {
    String hash = passwords.hash("caf\u00e9 caf\u00e9 caf\u00e9");
    assertThat(passwords.check(Optional.of(hash), "cafe\u0301 cafe\u0301 cafe\u0301").right())
        .isTrue();
  }

  @Test
  void a_weak_hash_is_noticed_when_its_password_is_right() {
    byte[] salt = HexFormat.of().parseHex("00".repeat(16));
    String strong = Argon2.of("correct horse".getBytes(UTF_8), salt).phc();
    assertThat(passwords.check(Optional.of(strong), "correct horse").outdated()).isFalse();
    assertThat(Argon2.parse(strong.replace("t=2", "t=1")).outdated()).isTrue();
  }

  @Test
  void an_unknown_account_costs_what_a_known_one_costs() {
    String hash = passwords.hash("correct horse");
    long known = 0;
    long unknown = 0;
    for (int i = 0; i < 6; i++) {
      known += nanos(() -> passwords.check(Optional.of(hash), "wrong"));
      unknown += nanos(() -> passwords.check(Optional.empty(), "wrong"));
    }
    assertThat((double) unknown / known).isBetween(0.4, 2.5);
  }

  @Test
  void a_flood_is_turned_away_instead_of_taking_the_heap() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var flood =
          IntStream.range(0, 300)
              .<Callable<Boolean>>mapToObj(
                  _ ->
                      () -> {
                        try {
                          passwords.check(Optional.empty(), "x");
                          return true;
                        } catch (Problem busy) {
                          assertThat(busy.status()).isEqualTo(503);
                          return false;
                        }
                      })
              .toList();
      long served = 0;
      for (var one : threads.invokeAll(flood)) {
        served += one.get() ? 1 : 0;
      }
      assertThat(served).isBetween(1L, 299L);
    }
  }

  @Test
  void what_is_not_a_hash_is_refused_before_any_memory_is_taken() {
    for (String phc :
        new String[] {
          "",
          "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
          "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
          "$argon2id$v=19$m=19456,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
          "$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        }) {
      assertThatThrownBy(() -> Argon2.parse(phc)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(tries = 2000)
  void parsing_answers_or_refuses_and_nothing_else(@ForAll String phc) {
    try {
      assertThat(Argon2.parse(phc).phc()).isEqualTo(phc);
    } catch (IllegalArgumentException e) {
      assertThat(e).isNotNull();
    }
  }

  @Test
  void given_passwords_are_acceptable_themselves() {
    assertThat(Passwords.objection(passwords.given(), "ada@example.org")).isEmpty();
    assertThat(passwords.given()).isNotEqualTo(passwords.given());
  }

  private static long nanos(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }
}
