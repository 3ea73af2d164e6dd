package org.stile.center.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.stile.center.db.Database;

/**
 * Answers requests whose caller could not be looked up because the database is away. They fail
 * before they come to an endpoint, so {@link ProblemResponses} never sees them.
 */
final class CallerUnknown {
  private static final Logger LOG = Logger.getLogger(CallerUnknown.class);

  /** Without menu or caller: both stand in the database. */
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="UTF-8"><title>Not available just now</title>
      <link rel="stylesheet" href="/stile.css"></head>
      <body><main id="main"><h1>Not available just now</h1>
      <p class="problem" role="alert">The center cannot reach its database just now; nothing was
      changed. Try again in a few seconds.</p></main></body></html>
      """;

  private final ObjectMapper json;

  CallerUnknown(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    var _ = router.route().failureHandler(this::answer);
  }

  private void answer(RoutingContext context) {
    if (context.failure() == null
        || context.response().headWritten()
        || !Database.unreachable(context.failure())) {
      context.next();
      return;
    }
    LOG.warnf("database not reachable: %s", context.failure().getMessage());
    boolean api = context.normalizedPath().startsWith("/api/");
    var _ =
        context
            .response()
            .setStatusCode(503)
            .putHeader("Retry-After", ProblemResponses.RETRY_AFTER_SECONDS)
            .putHeader("Cache-Control", "no-store")
            .putHeader(
                "Content-Type", api ? "application/problem+json" : "text/html; charset=UTF-8")
            .end(api ? problem() : PAGE);
  }

  private String problem() {
    try {
      return json.writeValueAsString(ProblemResponses.json(ProblemResponses.unavailable()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem is plain data", e);
    }
  }
}
