package org.stile.simulator.office;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stile.simulator.office.Json.Obj;

/** What a browser and a seller's client say to a center over HTTP. Any thread. */
public final class CenterClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI center;
  private final Duration patience;

  private CenterClient(HttpClient http, URI center, Duration patience) {
    this.http = http;
    this.center = center;
    this.patience = patience;
  }

  /** A client of the center at an address. */
  public CenterClient(URI center) {
    var http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    this(http.build(), center, PATIENCE);
  }

  /** The same, that waits no longer than that for an answer. */
  CenterClient waiting(Duration patience) {
    return new CenterClient(http, center, patience);
  }

  /** How a caller shows who it is: one header. */
  public record Proof(String header, String value) {
    static Proof token(String secret) {
      return new Proof("Authorization", "Bearer " + secret);
    }
  }

  /** Whether the center says that it is ready. */
  public boolean ready() {
    try {
      return send(request("/q/health/ready").GET()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends a form as a browser does; answers the session that the center gives for it. */
  public Proof form(String path, @Nullable Proof proof, Map<String, String> fields)
      throws IOException {
    HttpResponse<byte[]> answer = send(shown(filled(path, fields), proof));
    String cookie =
        answer
            .headers()
            .firstValue("Set-Cookie")
            .filter(_ -> answer.statusCode() == 303)
            .orElseThrow(() -> new IOException("the center refused the form at " + path));
    return new Proof("Cookie", cookie.substring(0, cookie.indexOf(';')));
  }

  /** Presses a button of a page that hands out a file. */
  byte[] submit(String path, Proof proof, Map<String, String> fields) throws IOException {
    return good(path, send(shown(filled(path, fields), proof)));
  }

  private HttpRequest.Builder filled(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Sec-Fetch-Site", "same-origin")
        .POST(BodyPublishers.ofString(body));
  }

  /** Changes something. */
  Obj post(String path, Proof proof, @Nullable Object body) throws IOException {
    return write("POST", path, proof, Json.write(body));
  }

  /** Sets something. */
  Obj put(String path, Proof proof, @Nullable Object body) throws IOException {
    return write("PUT", path, proof, Json.write(body));
  }

  private Obj write(String method, String path, Proof proof, byte[] body) throws IOException {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .header("Sec-Fetch-Site", "same-origin")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .method(method, BodyPublishers.ofByteArray(body));
    return Json.read(good(path, send(shown(request, proof))));
  }

  /** Reads something. */
  public byte[] get(String path, @Nullable Proof proof) throws IOException {
    return good(path, send(shown(request(path).GET(), proof)));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(center.resolve(path)).timeout(patience);
  }

  private static HttpRequest.Builder shown(HttpRequest.Builder request, @Nullable Proof proof) {
    return proof == null ? request : request.header(proof.header, proof.value);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the center was asked", e);
    }
  }

  private static byte[] good(String path, HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "the center answered "
              + answer.statusCode()
              + " at "
              + path
              + ": "
              + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }
}
