package org.stile.center.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses changes that another site makes a signed-in browser ask for (CSRF). Browsers say where a
 * request comes from (Fetch Metadata's Sec-Fetch-Site, or Origin); one that says neither may not
 * change anything with a cookie. Clients with a token or a signature send no cookie and are not
 * asked.
 */
public final class SameOrigin {
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

  SameOrigin() {}

  @ServerRequestFilter(priority = 10)
  void check(ContainerRequestContext context, HttpServerRequest request) {
    if (HARMLESS.contains(context.getMethod())
        || context.getHeaderString("Authorization") != null
        || context.getHeaderString("Stile-Signature")
            != null) { // No page of another site sends it.
      return;
    }
    if (!fromHere(context, request)) {
      throw Problem.forbidden(
          "This request did not come from a page of this center. Open the page again and repeat.");
    }
  }

  private static boolean fromHere(ContainerRequestContext context, HttpServerRequest request) {
    String site = context.getHeaderString("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = context.getHeaderString("Origin");
    return origin != null && authority(origin).equals(String.valueOf(request.authority()));
  }

  private static String authority(String origin) {
    @Nullable String authority;
    try {
      authority = URI.create(origin).getAuthority();
    } catch (IllegalArgumentException e) {
      authority = null;
    }
    return authority == null ? "" : authority;
  }
}
