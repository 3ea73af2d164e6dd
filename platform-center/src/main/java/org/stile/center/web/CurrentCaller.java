package org.stile.center.web;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The caller of the request at hand. */
@RequestScoped
public class CurrentCaller {
  /** Where the identity of a request keeps its {@link Caller}. */
  public static final String ATTRIBUTE = "stile.caller";

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
}
