package org.stile.center.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;

/**
 * Requests with sizes, tokens, keys and headers that nobody honest sends, to every route of the
 * running center: refused in words, never a fault of the program.
 */
@CenterTest
class HostileRequestTest extends HostileSender {
  @Test
  void what_is_larger_than_anything_is_refused_before_it_is_read() throws Exception {
    for (Route route : Route.all()) {
      if (route.reads()) {
        continue;
      }
      try (var socket = new Socket("localhost", RestAssured.port)) {
        socket.setSoTimeout(20_000);
        String head =
            "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 99000000\r\n"
                .formatted(route.verb(), filled(route), Content.of(route, owner).type());
        String rest =
            "Idempotency-Key: k\r\nSec-Fetch-Site: same-origin\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(who(route).token());
        socket.getOutputStream().write(Wire.bytes(head + rest));
        byte[] answer = new byte[15];
        int read = socket.getInputStream().readNBytes(answer, 0, answer.length);
        String said = new String(answer, 0, read, StandardCharsets.US_ASCII);
        note(said.startsWith("HTTP/1.1 413"), route + " takes 99 MB: " + said);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whoever_is_not_known_is_told_so_at_every_route() {
    for (Route route : Route.all()) {
      if (route.access() == Route.Access.ANYBODY) {
        continue;
      }
      Content.Sent sent = Content.of(route, owner);
      for (String token : List.of("forged", "x".repeat(5_000), "\u00e9", who(route).session())) {
        var request =
            Wire.request(filled(route) + sent.query()).header("Authorization", "Bearer " + token);
        Wire.Answer answer =
            Wire.send(Wire.body(request, route, sent.type(), Wire.bytes(sent.text())));
        check(route, "token " + token.charAt(0), answer);
        note(
            answer.status() == 401 || answer.status() == 303,
            route + " knows a forged token: " + answer.status());
      }
      var stale =
          Wire.request(filled(route) + sent.query()).header("Cookie", "stile_session=stale");
      Wire.Answer answer = Wire.send(Wire.body(stale, route, sent.type(), Wire.bytes(sent.text())));
      note(
          answer.status() == (route.api() ? 401 : 303),
          route + " knows a stale session: " + answer.status());
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_write_needs_a_key_and_a_key_stands_for_one_request() {
    int replayed = 0;
    for (Route route : writes(true)) {
      Content.Sent sent = Content.of(route, owner);
      for (String key : List.of("", " ", "a b", "k".repeat(101), "\u00e9", "a,b")) {
        var request =
            Wire.request(filled(route) + sent.query())
                .header("Authorization", "Bearer " + who(route).token());
        if (!key.isEmpty()) {
          request.setHeader("Idempotency-Key", key);
        } else {
          request = without(route, sent);
        }
        Wire.Answer answer =
            Wire.send(Wire.body(request, route, sent.type(), Wire.bytes(sent.text())));
        check(route, "key " + key, answer);
        note(
            answer.status() / 100 == 4,
            route + " takes the key \"" + key + "\": " + answer.status());
      }
      String key = UUID.randomUUID().toString();
      Wire.Answer first = keyed(route, sent.query(), sent.type(), sent.text(), key);
      check(route, "first", first);
      Wire.Answer same = keyed(route, sent.query(), sent.type(), sent.text(), key);
      check(route, "the same again", same);
      if (first.status() / 100 == 2) {
        note(same.status() == first.status(), route + " repeated: " + first + same);
        String other = sent.text().isEmpty() ? "{}" : sent.text().replaceFirst("\\{", "{ ");
        Wire.Answer reused = keyed(route, sent.query(), sent.type(), other.replace("1", "2"), key);
        check(route, "another body", reused);
        if (!other.replace("1", "2").strip().equals(other.strip())) {
          note(reused.status() == 422 || reused.status() == 400, route + " reused: " + reused);
          replayed += reused.status() == 422 ? 1 : 0;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(replayed).as("routes whose key was tried with another body").isPositive();
  }

  @Test
  void an_answer_nobody_can_give_is_refused_in_words() {
    for (Route route : Route.all()) {
      if (!route.reads()) {
        continue;
      }
      for (String[] header :
          List.of(
              new String[] {"Accept", "image/odd"},
              new String[] {"Accept", "///"},
              new String[] {"Range", "bytes=9-1"},
              new String[] {"Range", "bytes=99999999999999999999-"},
              new String[] {"If-None-Match", "W/"},
              new String[] {"If-Range", "\""},
              new String[] {"Cookie", "stile_session=\"; =;;"},
              new String[] {"X-Forwarded-Proto", "gopher"})) {
        var request =
            Wire.request(filled(route) + Content.of(route, owner).query())
                .header("Authorization", "Bearer " + who(route).token())
                .header(header[0], header[1]);
        check(
            route,
            header[0],
            Wire.send(request.method(route.verb(), BodyPublishers.noBody()).build()));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private HttpRequest.Builder without(Route route, Content.Sent sent) {
    return HttpRequest.newBuilder(Wire.uri(filled(route) + sent.query()))
        .header("Sec-Fetch-Site", "same-origin")
        .header("Authorization", "Bearer " + who(route).token());
  }

  private Wire.Answer keyed(Route route, String query, String type, String text, String key) {
    var request =
        Wire.request(filled(route) + query)
            .header("Authorization", "Bearer " + who(route).token())
            .setHeader("Idempotency-Key", key);
    return Wire.send(Wire.body(request, route, type, Wire.bytes(text)));
  }
}
