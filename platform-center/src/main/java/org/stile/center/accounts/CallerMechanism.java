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
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;

/** Knows callers by "Authorization: Bearer" (API) or by the session cookie (pages). */
@ApplicationScoped
public class CallerMechanism implements HttpAuthenticationMechanism {
  /** The cookie of a browser that is signed in. */
  public static final String SESSION_COOKIE = "stile_session";

  private static final String BEARER = "Bearer ";
  private static final int SECRET_LENGTH_MAX = 100;

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    Secret secret = secret(context);
    return secret == null
        ? Uni.createFrom().optional(Optional.empty())
        : identities.authenticate(secret);
  }

  private static @Nullable Secret secret(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.startsWith(BEARER)) {
      return bounded(true, header.substring(BEARER.length()));
    }
    Cookie cookie = context.request().getCookie(SESSION_COOKIE);
    return cookie == null ? null : bounded(false, cookie.getValue());
  }

  private static @Nullable Secret bounded(boolean token, String value) {
    return value.isEmpty() || value.length() > SECRET_LENGTH_MAX ? null : new Secret(token, value);
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    boolean api = context.normalizedPath().startsWith("/api/");
    return Uni.createFrom()
        .item(
            api
                ? new ChallengeData(401, "WWW-Authenticate", "Bearer realm=\"stile\"")
                : new ChallengeData(303, "Location", "/sign-in"));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(Secret.class);
  }

  /** What a caller showed. */
  static final class Secret extends BaseAuthenticationRequest {
    private final boolean token;
    private final String value;

    Secret(boolean token, String value) {
      this.token = token;
      this.value = value;
    }
  }

  /** Turns what was shown into an identity. */
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
      return context.runBlocking(() -> identify(secret));
    }

    private @Nullable SecurityIdentity identify(Secret secret) {
      Optional<Caller> caller =
          secret.token ? callers.ofToken(secret.value) : callers.ofSession(secret.value);
      if (caller.isEmpty() && secret.token) {
        throw new AuthenticationFailedException("unknown, expired or revoked token");
      }
      return caller.map(Provider::identity).orElse(null); // A stale cookie is nobody.
    }

    private static SecurityIdentity identity(Caller caller) {
      return QuarkusSecurityIdentity.builder()
          .setPrincipal(new QuarkusPrincipal(caller.actor()))
          .addRoles(caller.scopes())
          .addAttribute(CurrentCaller.ATTRIBUTE, caller)
          .build();
    }
  }
}
