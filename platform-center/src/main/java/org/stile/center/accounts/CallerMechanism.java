package org.stile.center.accounts;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;

/**
 * Knows callers by "Authorization: Bearer" (API) or by the session cookie (pages). Whoever called a
 * moment ago is known without leaving the event loop.
 */
@ApplicationScoped
public class CallerMechanism implements HttpAuthenticationMechanism {
  /** The cookie of a browser that is signed in; over TLS with "__Host-" before it. */
  public static final String SESSION_COOKIE = "stile_session";

  private static final String BEARER = "Bearer ";
  private static final int SECRET_LENGTH_MAX = 100;
  private static final int BEFORE_ALL_OTHERS = 5000; // OIDC's is near 1000.

  private final Callers callers;

  public CallerMechanism(Callers callers) {
    this.callers = callers;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    Callers.Shown shown;
    try {
      shown = shown(context);
    } catch (AuthenticationFailedException e) {
      return Uni.createFrom().failure(e);
    }
    if (shown == null) {
      return Uni.createFrom().optional(Optional.empty());
    }
    Optional<Callers.Known> known = callers.remembered(shown);
    return known.isPresent()
        ? Uni.createFrom().item(identity(known.get(), shown))
        : identities.authenticate(new Secret(shown));
  }

  private static Callers.@Nullable Shown shown(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.startsWith(BEARER)) {
      String secret = header.substring(BEARER.length());
      if (!bounded(secret)) {
        throw new AuthenticationFailedException("not a token of this center");
      }
      return Callers.Shown.token(secret);
    }
    return SessionCookie.of(context.request())
        .filter(CallerMechanism::bounded)
        .map(Callers.Shown::session)
        .orElse(null);
  }

  private static boolean bounded(String secret) {
    return !secret.isEmpty() && secret.length() <= SECRET_LENGTH_MAX;
  }

  private SecurityIdentity identity(Callers.Known known, Callers.Shown shown) {
    return identity(callers, known, shown);
  }

  private static SecurityIdentity identity(
      Callers callers, Callers.Known known, Callers.Shown shown) {
    Supplier<Optional<Caller>> again = () -> callers.again(shown);
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(known.caller().actor()))
        .addRoles(known.caller().scopes())
        .addAttribute(CurrentCaller.ATTRIBUTE, known.caller())
        .addAttribute(CurrentCaller.AGAIN, again)
        .addAttribute(MustChange.ATTRIBUTE, known.mustChange())
        .build();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    String path = context.normalizedPath();
    if (path.startsWith("/api/") || path.startsWith("/q/")) {
      return Uni.createFrom()
          .item(new ChallengeData(401, "WWW-Authenticate", "Bearer realm=\"stile\""));
    }
    boolean comesBack = context.request().method().equals(HttpMethod.GET);
    String next =
        comesBack
            ? "?next=" + URLEncoder.encode(context.normalizedPath(), StandardCharsets.UTF_8)
            : "";
    return Uni.createFrom().item(new ChallengeData(303, "Location", "/sign-in" + next));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(Secret.class);
  }

  @Override
  public int getPriority() {
    return BEFORE_ALL_OTHERS;
  }

  /** What a caller showed, for the provider below. */
  static final class Secret extends BaseAuthenticationRequest {
    private final Callers.Shown shown;

    Secret(Callers.Shown shown) {
      this.shown = shown;
    }
  }

  /** Turns what was shown into an identity, by the database. */
  @ApplicationScoped
  public static class Provider implements IdentityProvider<Secret> {
    private final Callers callers;

    public Provider(Callers callers) {
      this.callers = callers;
    }

    @Override
    public Class<Secret> getRequestType() {
      return Secret.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(Secret secret, AuthenticationRequestContext context) {
      return context.runBlocking(() -> identify(secret.shown));
    }

    private @Nullable SecurityIdentity identify(Callers.Shown shown) {
      Optional<Callers.Known> known = callers.find(shown);
      if (known.isEmpty() && shown.token()) {
        throw new AuthenticationFailedException("unknown, expired or revoked token");
      }
      return known
          .map(someone -> identity(callers, someone, shown))
          .orElse(null); // A stale cookie is nobody.
    }
  }
}
