package org.stile.center.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Problem;

/**
 * The form for a new token, as it was typed.
 *
 * @param days until it expires.
 */
public record TokenForm(String name, Set<String> scopes, int days) {
  private static final int DAYS_MAX = 365;

  public TokenForm {
    scopes = Set.copyOf(scopes);
  }

  static TokenForm of(@Nullable String name, @Nullable Collection<String> scopes, int days) {
    return new TokenForm(
        name == null ? "" : name, scopes == null ? Set.of() : Set.copyOf(scopes), days);
  }

  Tokens.Draft draft(Instant now) {
    int within = Math.clamp(days, 1, DAYS_MAX);
    return new Tokens.Draft(name, scopes, now.plus(Duration.ofDays(within)));
  }

  /** What a page tells beside the form. */
  static List<Problem.FieldError> errors(Problem problem) {
    return problem.errors().isEmpty()
        ? List.of(new Problem.FieldError("name", problem.detail()))
        : problem.errors();
  }
}
