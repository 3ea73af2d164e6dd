package org.stile.center.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses changes that another site makes a browser ask for (CSRF). Browsers say where a request
 * comes from: Fetch Metadata's Sec-Fetch-Site over TLS and on this machine, Origin everywhere. One
 * that says neither may not post to a page, and not to the API with a cookie. A page of another
 * site, a neighbour under the same domain included, cannot make a browser lie about either, nor
 * send an Authorization header of the kind Bearer (docs/reference/accounts.md).
 */
public final class SameOrigin {
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String BEARER = "Bearer ";

  SameOrigin() {}

  @ServerRequestFilter(priority = 10)
  void check(ContainerRequestContext context, HttpServerRequest request) {
    if (HARMLESS.contains(context.getMethod()) || broughtByNoBrowser(context)) {
      return;
    }
    if (!fromHere(context, request)) {
      throw Problem.forbidden(
          "This request did not come from a page of this center. Open the page again and repeat.");
    }
  }

  /** Whoever calls shows a token, or nothing that a browser would add by itself. */
  private static boolean broughtByNoBrowser(ContainerRequestContext context) {
    // Only this kind: a browser adds Basic by itself once it has asked for a password.
    String authorization = context.getHeaderString("Authorization");
    if (authorization != null && authorization.startsWith(BEARER)) {
      return true;
    }
    boolean api = context.getUriInfo().getPath().startsWith("/api/");
    return api && context.getCookies().isEmpty();
  }

  private static boolean fromHere(ContainerRequestContext context, HttpServerRequest request) {
    String site = context.getHeaderString("Sec-Fetch-Site");
    String origin = context.getHeaderString("Origin");
    if (site != null) {
      return site.equals("same-origin");
    }
    return origin != null && origin.equals(request.scheme() + "://" + request.authority());
  }
}
