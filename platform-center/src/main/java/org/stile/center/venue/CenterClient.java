package org.stile.center.venue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.stile.center.ingest.UnitFacts;
import org.stile.core.Bytes;

/** What a venue's unit asks its center over HTTP. One thread. */
final class CenterClient implements AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  /** A venue of 1 024 gates with ten certificates each has 3 MB. */
  private static final int FACTS_LENGTH_MAX = 16 << 20;

  private final URI center;
  private final ObjectMapper json;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_MAX)
          .build();
  private String tag = "";

  CenterClient(URI center, ObjectMapper json) {
    this.center = center;
    this.json = json;
  }

  /** What changed since the last call; empty: nothing. */
  Optional<UnitFacts> facts(String path) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (!tag.isEmpty()) {
      request.header("If-None-Match", tag);
    }
    HttpResponse<InputStream> answer = send(request);
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == 304) {
        return Optional.empty();
      }
      UnitFacts facts =
          json.readValue(read(path, answer.statusCode(), body, FACTS_LENGTH_MAX), UnitFacts.class);
      tag = answer.headers().firstValue("ETag").orElse("");
      return Optional.of(facts);
    }
  }

  /** To be asked for all of them next time. */
  void forget() {
    tag = "";
  }

  /** What is at a path, at most so many bytes. */
  Bytes file(String path, int lengthMax) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = send(request(path));
    try (InputStream body = answer.body()) {
      return Bytes.copyOf(read(path, answer.statusCode(), body, lengthMax));
    }
  }

  private static byte[] read(String path, int status, InputStream body, int lengthMax)
      throws IOException {
    if (status != 200) {
      throw new IOException(
          status == 404 ? "the center does not know this unit" : path + ": HTTP " + status);
    }
    byte[] bytes = body.readNBytes(lengthMax + 1);
    if (bytes.length > lengthMax) {
      throw new IOException("more than " + lengthMax + " bytes");
    }
    return bytes;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(center.resolve(path)).timeout(ANSWER_MAX);
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
