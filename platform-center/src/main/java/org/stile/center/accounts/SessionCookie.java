package org.stile.center.accounts;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;

/**
 * The cookie that holds a session's secret. Over TLS its name begins with {@code __Host-}, which
 * browsers accept from this very host only, so that a neighbouring site under the same domain
 * cannot put a session of its own in place (RFC 6265bis §4.1.3.2).
 */
final class SessionCookie {
  private static final String SECURE_NAME = "__Host-" + CallerMechanism.SESSION_COOKIE;

  private SessionCookie() {}

  /** The secret a browser sent, if it sent one. */
  static Optional<String> of(HttpServerRequest request) {
    Cookie cookie = request.getCookie(name(request));
    return cookie == null ? Optional.empty() : Optional.of(cookie.getValue());
  }

  /** Tells the browser to keep a secret. */
  static NewCookie set(HttpServerRequest request, String secret) {
    return builder(request).value(secret).maxAge((int) Sessions.AGE_MAX.toSeconds()).build();
  }

  /** Tells the browser to forget it. */
  static NewCookie clear(HttpServerRequest request) {
    return builder(request).value("").maxAge(0).build();
  }

  private static NewCookie.Builder builder(HttpServerRequest request) {
    return new NewCookie.Builder(name(request))
        .path("/")
        .httpOnly(true)
        .secure(secure(request))
        .sameSite(NewCookie.SameSite.LAX);
  }

  private static String name(HttpServerRequest request) {
    return secure(request) ? SECURE_NAME : CallerMechanism.SESSION_COOKIE;
  }

  /** Served over TLS, here or at the proxy in front (see docs/reference/accounts.md). */
  private static boolean secure(HttpServerRequest request) {
    return "https".equals(request.scheme());
  }
}
