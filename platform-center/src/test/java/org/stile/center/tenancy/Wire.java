package org.stile.center.tenancy;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Requests as nobody honest makes them, and what came back. */
final class Wire {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Wire() {}

  /** What came back; status 599 if nothing did. */
  record Answer(int status, String type, String text) {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static URI uri(String path) {
    return URI.create("http://localhost:" + RestAssured.port + path);
  }

  static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path))
        .header("Sec-Fetch-Site", "same-origin")
        .header("Idempotency-Key", UUID.randomUUID().toString());
  }

  static HttpRequest body(HttpRequest.Builder request, Route route, String type, byte[] body) {
    if (route.reads()) {
      return request.method(route.verb(), BodyPublishers.noBody()).build();
    }
    return request
        .header("Content-Type", type)
        .method(route.verb(), BodyPublishers.ofByteArray(body))
        .build();
  }

  static Answer send(HttpRequest request) {
    try {
      HttpResponse<InputStream> answer =
          HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
      String type = answer.headers().firstValue("Content-Type").orElse("");
      try (InputStream body = answer.body()) {
        // A stream goes on for ever; that it began is answer enough.
        boolean endless = type.startsWith("text/event-stream");
        String text = endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(answer.statusCode(), type, text);
      }
    } catch (IOException e) {
      return new Answer(599, "", request + ": " + e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
