package org.stile.system.center;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody's client of the center's API, from outside. Any thread. */
public final class CenterClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI center;
  private final String token;

  private CenterClient(HttpClient http, URI center, String token) {
    this.http = http;
    this.center = center;
    this.token = token;
  }

  /**
   * A client.
   *
   * @param token an API token, or empty.
   */
  public static CenterClient of(URI center, String token) {
    var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    return new CenterClient(http, center, token);
  }

  /** The same client at another node. */
  public CenterClient at(URI other) {
    return new CenterClient(http, other, token);
  }

  /** An answer: its status, header and what it says. */
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String text() {
      return response.body();
    }

    public JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + status() + " " + response.body(), e);
      }
    }
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** What is there, byte for byte. */
  public byte[] bytes(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode());
    }
    return answer.body();
  }

  /** How many bytes an answer takes on the wire when the client takes it compressed. */
  public int compressedSize(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            request(path).header("Accept-Encoding", "gzip").GET().build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode());
    }
    return answer.body().length;
  }

  /**
   * Writes.
   *
   * @param key the idempotency key.
   */
  public Answer post(String path, String key, String json)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Replaces. */
  public Answer put(String path, String key, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** A request that carries the token, to be sent by somebody else. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(center.resolve(path)).timeout(PATIENCE);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }
}
