package org.stile.center.accounts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.stile.center.web.Problem;

/**
 * The tokens of an account and the form for another, as pages show them.
 *
 * @param base path that the form posts to.
 * @param scopes that the account has.
 */
public record TokenList(
    String base,
    List<Tokens.Token> tokens,
    Set<String> scopes,
    TokenForm form,
    List<Problem.FieldError> errors,
    Instant now) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

  /** Why a token counts no more; empty if it does. */
  public String ended(Tokens.Token token) {
    if (token.revokedAt().isPresent()) {
      return "revoked " + DAY.format(token.revokedAt().get());
    }
    return token.expiresAt().filter(end -> !end.isAfter(now)).map(end -> "expired").orElse("");
  }

  public String created(Tokens.Token token) {
    return DAY.format(token.createdAt());
  }

  public String expires(Tokens.Token token) {
    return token.expiresAt().map(DAY::format).orElse("never");
  }

  public String used(Tokens.Token token) {
    return token.lastUsedAt().map(DAY::format).orElse("never");
  }
}
