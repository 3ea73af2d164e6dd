package org.stile.center.accounts;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.stile.center.web.Problem;

/**
 * Hashes and checks passwords, on threads of their own: a check takes 19 MiB and tens of
 * milliseconds of a core on purpose, so a flood of sign-ins must wait, and past a limit go away,
 * instead of taking heap and cores from everybody.
 */
@ApplicationScoped
public class Passwords {
  /** Shorter ones are guessed from a stolen database in spite of Argon2. */
  static final int LENGTH_MIN = 12;

  /** A passphrase fits; a megabyte does not. */
  static final int LENGTH_MAX = 128;

  /** Checks waiting at once; with one thread at about 15 a second, the last waits two seconds. */
  private static final int WAITING_MAX = 32;

  private static final int DISTINCT_MIN = 5;
  private static final String GIVEN =
      "abcdefghjkmnpqrstuvwxyz23456789"; // None mistaken for another.
  private static final int GIVEN_LENGTH = 20; // 99 bits.

  private final SecureRandom random;
  private final Argon2 nobodys;
  private final ThreadPoolExecutor workers;

  public Passwords(SecureRandom random) {
    this.random = random;
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("passwords-", 0).factory());
    nobodys = Argon2.of(bytes(given(random)), salt(random));
  }

  /** What speaks against a new password, in words for the one who chose it. */
  public static Optional<String> objection(String password, String email) {
    String lower = password.toLowerCase(Locale.ROOT);
    if (password.codePointCount(0, password.length()) < LENGTH_MIN) {
      return Optional.of("needs at least " + LENGTH_MIN + " characters; three or four words do");
    }
    if (password.length() > LENGTH_MAX) {
      return Optional.of("may have at most " + LENGTH_MAX + " characters");
    }
    if (password.chars().distinct().count() < DISTINCT_MIN) {
      return Optional.of("repeats too few characters; three or four words do");
    }
    if (lower.contains(email) || email.contains(lower)) {
      return Optional.of("must not be the e-mail");
    }
    return Optional.empty();
  }

  /** A password to be handed to somebody, who must change it. */
  public String given() {
    return given(random);
  }

  private static String given(SecureRandom random) {
    var password = new StringBuilder();
    for (int i = 0; i < GIVEN_LENGTH; i++) {
      if (i > 0 && i % 5 == 0) {
        password.append('-');
      }
      password.append(GIVEN.charAt(random.nextInt(GIVEN.length())));
    }
    return password.toString();
  }

  /** The PHC string of a new password. */
  public String hash(String password) {
    return worked(() -> Argon2.of(bytes(password), salt(random)).phc());
  }

  /**
   * Checks a password. Takes the same work whether there is such an account or not.
   *
   * @param phc what is kept of the right one; empty: there is none, so this is not it.
   */
  Checked check(Optional<String> phc, String password) {
    byte[] given = bytes(password.length() > LENGTH_MAX ? "" : password);
    return worked(
        () -> {
          Argon2 kept = phc.map(Argon2::parse).orElse(nobodys);
          boolean right = kept.matches(given) && phc.isPresent();
          return new Checked(right, right && kept.outdated());
        });
  }

  /**
   * What came of a check.
   *
   * @param outdated it is right, but its hash was made with less work than it should be.
   */
  record Checked(boolean right, boolean outdated) {}

  @PreDestroy
  void close() {
    workers.shutdownNow();
  }

  private <T> T worked(Callable<T> work) {
    try {
      return workers.submit(work).get();
    } catch (RejectedExecutionException e) {
      throw new Problem(
          503, "busy", "Too many people are signing in just now. Try again shortly.", List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while checking a password", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password cannot be checked", e.getCause());
    }
  }

  private static byte[] salt(SecureRandom random) {
    byte[] salt = new byte[Argon2.SALT_LENGTH];
    random.nextBytes(salt);
    return salt;
  }

  /** The same characters are the same password however a keyboard composes them. */
  private static byte[] bytes(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
  }
}
