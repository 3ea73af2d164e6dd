package org.stile.center.accounts;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/** Lets somebody whose password was given to them do nothing before choosing their own. */
@ApplicationScoped
public class MustChange {
  static final String ATTRIBUTE = "stile.must-change";

  private static final int AFTER_AUTHENTICATION = 150; // Authentication has 200, authorization 100.
  private static final Set<String> OPEN =
      Set.of("/password", "/sign-in", "/sign-out", "/stile.css");

  void register(@Observes Filters filters) {
    filters.register(MustChange::check, AFTER_AUTHENTICATION);
  }

  private static void check(RoutingContext context) {
    if (!(context.user() instanceof QuarkusHttpUser user)
        || !Boolean.TRUE.equals(user.getSecurityIdentity().getAttribute(ATTRIBUTE))
        || OPEN.contains(context.normalizedPath())) {
      context.next();
      return;
    }
    if (context.normalizedPath().startsWith("/api/")) {
      context
          .response()
          .setStatusCode(403)
          .putHeader("Content-Type", "application/problem+json")
          .end(
              """
              {"type":"urn:stile:problem:password-change-needed","title":"Forbidden","status":403,\
              "detail":"Sign in at a browser and choose a password first."}""");
      return;
    }
    context.response().setStatusCode(303).putHeader("Location", "/password").end();
  }
}
