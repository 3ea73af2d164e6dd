package org.stile.center.accounts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * An OIDC provider with one user, who is signed in to it already: discovery, keys, authorization
 * code, ID tokens signed RS256. Whose e-mail it tells is a system property, since tests live in
 * another class loader.
 */
public final class SmallProvider implements QuarkusTestResourceLifecycleManager {
  /** Claims of the ID token beside the usual ones. */
  static final String CLAIMS = "stile.test.oidc.claims";

  private HttpServer server;
  private KeyPair keys;

  @Override
  public Map<String, String> start() {
    try {
      keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/.well-known/openid-configuration", http -> json(http, discovery()));
    server.createContext("/jwks", http -> json(http, jwks()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", http -> json(http, token()));
    server.start();
    return Map.of(
        "quarkus.oidc.tenant-enabled", "true",
        "quarkus.oidc.auth-server-url", base(),
        "quarkus.http.auth.permission.elsewhere.enabled", "true");
  }

  @Override
  public void stop() {
    server.stop(0);
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String discovery() {
    return """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
         "jwks_uri":"%1$s/jwks","response_types_supported":["code"],
         "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}"""
        .formatted(base());
  }

  private String jwks() {
    var key = (RSAPublicKey) keys.getPublic();
    return """
        {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"1","n":"%s","e":"%s"}]}"""
        .formatted(
            encoded(unsigned(key.getModulus().toByteArray())),
            encoded(unsigned(key.getPublicExponent().toByteArray())));
  }

  /** Sends the browser back with a code. */
  private void authorize(HttpExchange http) throws IOException {
    String query = http.getRequestURI().getRawQuery();
    String back = parameter(query, "redirect_uri");
    String to =
        java.net.URLDecoder.decode(back, StandardCharsets.UTF_8)
            + "?code=abc&state="
            + parameter(query, "state");
    http.getResponseHeaders().add("Location", URI.create(to).toString());
    http.sendResponseHeaders(302, -1);
    http.close();
  }

  private String token() {
    long now = Instant.now().getEpochSecond();
    String claims =
        """
        {"iss":"%s","sub":"u1","aud":"stile","iat":%d,"exp":%d,%s}"""
            .formatted(base(), now, now + 300, System.getProperty(CLAIMS));
    String content =
        encoded("{\"alg\":\"RS256\",\"kid\":\"1\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + encoded(claims.getBytes(StandardCharsets.UTF_8));
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      String jwt = content + "." + encoded(signature.sign());
      return """
          {"access_token":"%1$s","id_token":"%1$s","token_type":"Bearer","expires_in":300}"""
          .formatted(jwt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String parameter(String query, String name) {
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new IllegalArgumentException(name + " missing in " + query);
  }

  private static void json(HttpExchange http, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().add("Content-Type", "application/json");
    http.sendResponseHeaders(200, bytes.length);
    http.getResponseBody().write(bytes);
    http.close();
  }

  private static byte[] unsigned(byte[] number) {
    return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
