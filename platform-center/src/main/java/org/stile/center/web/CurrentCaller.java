package org.stile.center.web;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.function.Supplier;

/** The caller of the request at hand. */
@RequestScoped
public class CurrentCaller {
  /** Where the identity of a request keeps its {@link Caller}. */
  public static final String ATTRIBUTE = "stile.caller";

  /** Where it keeps how to ask again who that is. */
  public static final String AGAIN = "stile.again";

  private final SecurityIdentity identity;

  public CurrentCaller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** The caller; the endpoint demands one, so there is one. */
  public Caller get() {
    return ifAny()
        .orElseThrow(() -> new Problem(401, "sign-in", "Sign in first.", java.util.List.of()));
  }

  /** The caller, or empty where anybody may call. */
  public Optional<Caller> ifAny() {
    return Optional.ofNullable(identity.getAttribute(ATTRIBUTE));
  }

  /**
   * Asks who the caller is by now, for an answer that goes on for hours: empty once the session has
   * ended or the token is revoked. May be called after the request, on any thread that may block.
   */
  public Supplier<Optional<Caller>> again() {
    get();
    Supplier<Optional<Caller>> again = identity.getAttribute(AGAIN);
    return again;
  }
}
