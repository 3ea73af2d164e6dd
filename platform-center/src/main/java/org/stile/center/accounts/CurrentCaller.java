package org.stile.center.accounts;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.stile.center.web.Problem;

/** The caller of the request at hand. */
@RequestScoped
public class CurrentCaller {
  static final String ATTRIBUTE = "stile.caller";

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
