package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/** A center that serves over TLS itself, or behind a proxy that does. */
class ServedOverTlsTest {
  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  @Test
  void with_a_certificate_it_serves_over_tls_alone_and_keeps_sessions_to_itself() throws Exception {
    makeCertificate();
    Launch launch =
        Launch.at(home())
            .with("STILE_TLS_CERTIFICATE", folder.resolve("center.pem").toString())
            .with("STILE_TLS_KEY", folder.resolve("center.key").toString());
    try (var center = launch.ready();
        var http = HttpClient.newBuilder().sslContext(trusting()).build()) {
      URI secure = URI.create("https://localhost:" + center.uri().getPort());
      String cookie = signIn(http, secure);
      assertThat(cookie)
          .startsWith("__Host-stile_session=")
          .containsIgnoringCase(";Secure")
          .containsIgnoringCase(";HttpOnly")
          .containsIgnoringCase(";SameSite=Lax")
          .contains(";Path=/")
          .doesNotContainIgnoringCase("Domain=");
      assertThat(http.send(signedIn(secure, cookie), body()).headers().firstValue("Location"))
          .as("known, and sent on to choose a password")
          .hasValueSatisfying(to -> assertThat(to).endsWith("/password"));
      // The same secret under the open name is a neighbour's doing.
      assertThat(
              http.send(signedIn(secure, cookie.substring("__Host-".length())), body())
                  .headers()
                  .firstValue("Location"))
          .hasValueSatisfying(to -> assertThat(to).contains("/sign-in"));
      URI open = URI.create("http://localhost:" + center.uri().getPort() + "/q/health/live");
      assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(open).build(), body()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_proxy_is_believed_if_it_is_named_and_nobody_else_is() throws Exception {
    try (var center = Launch.at(home()).with("STILE_PROXIES", "127.0.0.1,10.1.0.0/16").ready();
        var http = HttpClient.newHttpClient();
        var other =
            HttpClient.newBuilder().localAddress(InetAddress.ofLiteral("127.0.0.2")).build()) {
      assertThat(signIn(http, center.uri(), "X-Forwarded-Proto", "https"))
          .startsWith("__Host-stile_session=")
          .containsIgnoringCase(";Secure");
      assertThat(signIn(http, center.uri())).startsWith("stile_session=");
      assertThat(signIn(other, center.uri(), "X-Forwarded-Proto", "https"))
          .startsWith("stile_session=")
          .doesNotContainIgnoringCase(";Secure");
    }
  }

  @Test
  void what_is_wrong_with_certificate_key_or_proxy_is_told_in_one_line() throws Exception {
    makeCertificate();
    Path other = Files.createDirectory(folder.resolve("other"));
    openssl(other);
    fails(
        Launch.at(home())
            .with("STILE_TLS_CERTIFICATE", folder.resolve("center.pem").toString())
            .with("STILE_TLS_KEY", other.resolve("center.key").toString())
            .with("STILE_PROXIES", "proxy.example"),
        "STILE_TLS_KEY",
        "is not the key of",
        "STILE_PROXIES",
        "proxy.example");
  }

  private static void fails(Launch launch, String... words) throws Exception {
    try (var center = launch.start()) {
      assertThat(center.exitCode()).isEqualTo(1);
      assertThat(center.said()).contains(words).contains("center: ").doesNotContain("\tat ");
    }
  }

  /** Signs the first administrator in; what the browser is to keep. */
  private String signIn(HttpClient http, URI center, String... headers) throws Exception {
    String password = firstPassword();
    String form =
        "email=admin%40localhost&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8);
    var request =
        HttpRequest.newBuilder(center.resolve("/sign-in"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Sec-Fetch-Site", "same-origin")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = http.send(request.build(), body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Set-Cookie").orElseThrow();
  }

  private String firstPassword() throws IOException {
    String text = Files.readString(home().resolve("first-password")).strip();
    return text.substring(text.lastIndexOf(' ') + 1);
  }

  private static HttpRequest signedIn(URI center, String cookie) {
    return HttpRequest.newBuilder(center.resolve("/venues"))
        .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
        .build();
  }

  private static HttpResponse.BodyHandler<String> body() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private void makeCertificate() throws Exception {
    openssl(folder);
  }

  private static void openssl(Path folder) throws Exception {
    String made =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2"
            + " -addext subjectAltName=DNS:localhost -keyout center.key -out center.pem";
    Process process =
        new ProcessBuilder(("openssl " + made).split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(folder.resolve("center.pem"))) {
      store.setCertificateEntry(
          "center", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
