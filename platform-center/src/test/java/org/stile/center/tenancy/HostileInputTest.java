package org.stile.center.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.QueryParam;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.web.Scope;

/**
 * What nobody honest sends, to every route of the running center: the answer is an error that says
 * what to change, never a fault of the program, and nothing is half done.
 */
@CenterTest
class HostileInputTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LONG = "x".repeat(200_000);

  /** In a path, where a number or a name should be. */
  private static final List<String> PLACES =
      List.of("0", "-1", "99999999999999999999", "abc", "%00", "%FF%FE", "..%2F", "a%20b", "1e9");

  /** In a query or a form, percent-encoded. */
  private static final List<String> WORDS =
      List.of("", "-1", "99999999999999999999", "%00", "%FF%FE", "%ED%A0%80", "1%2C2", "%E2%80%AE");

  /** In the place of any value of a JSON document. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "{}",
          "[]",
          "[null]",
          "true",
          "-1",
          "0",
          "1.5",
          "1e400",
          "9223372036854775807",
          "9223372036854775808",
          "\"\"",
          "\"\\u0000\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"\\u202e\"");

  @Inject Tenants tenants;
  @Inject People people;
  @Inject Snapshot snapshot;

  private final List<String> wrong = new ArrayList<>();
  private Tenants.Owner owner;
  private People.Person administrator;

  @BeforeEach
  void owner() {
    owner = tenants.owner();
    administrator = people.administrator();
  }

  @Test
  void a_place_that_cannot_be_is_not_found_or_refused() {
    for (Route route : Route.all()) {
      for (String name : route.parameters()) {
        for (String value : PLACES) {
          String path = path(route).replace("\u0000" + name, value);
          Content.Sent sent = Content.of(route, owner);
          check(
              route, path, send(route, path + sent.query(), sent.type(), Wire.bytes(sent.text())));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_query_that_cannot_be_is_refused_or_means_nothing() {
    for (Route route : Route.all()) {
      Content.Sent sent = Content.of(route, owner);
      if (!route.reads()) {
        continue;
      }
      for (String name : parameters(route)) {
        for (String value : WORDS) {
          String query = "?" + name + "=" + value;
          check(route, query, send(route, filled(route) + query, sent.type(), new byte[0]));
        }
        String twice = "?" + name + "=1&" + name + "=2";
        check(route, twice, send(route, filled(route) + twice, sent.type(), new byte[0]));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_body_that_is_none_is_refused_and_changes_nothing() {
    String before = snapshot.take();
    for (Route route : writes(true)) {
      Content.Sent sent = Content.of(route, owner);
      boolean reads = !sent.text().isEmpty() && !sent.text().equals("{}");
      if (!reads || !sent.type().equals("application/json")) {
        continue;
      }
      for (byte[] body :
          List.of(
              Wire.bytes(""),
              Wire.bytes("{"),
              Wire.bytes("null"),
              Wire.bytes("[]"),
              Wire.bytes("\"x\""),
              Wire.bytes("[".repeat(20_000)),
              Wire.bytes("{\"a\":".repeat(5_000)),
              Wire.bytes("{\"name\":\"" + LONG + "\""),
              Wire.bytes("1".repeat(50_000)),
              new byte[] {'{', 0, 0, 0, '"', 0, 0, 0, 'a', 'b', 'c', 'd', 0, 0, 0, 0},
              new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'},
              Wire.bytes(sent.text().replaceFirst("\\{", "{\"unknown\":1,")),
              Wire.bytes(sent.text() + sent.text()))) {
        String what = new String(body, 0, Math.min(30, body.length), StandardCharsets.ISO_8859_1);
        Wire.Answer answer = send(route, filled(route) + sent.query(), sent.type(), body);
        check(route, what, answer);
        note(answer.status() / 100 == 4, route + " takes " + what + " (" + answer.status() + ")");
      }
      Wire.Answer odd =
          send(route, filled(route) + sent.query(), "text/odd", Wire.bytes(sent.text()));
      check(route, "text/odd", odd);
      note(odd.status() == 415, route + " reads text/odd (" + odd.status() + ")");
    }
    assertThat(wrong).isEmpty();
    assertThat(snapshot.take()).isEqualTo(before);
  }

  @Test
  void any_value_of_a_document_may_be_anything_and_is_taken_or_refused() throws Exception {
    for (Route route : writes(true)) {
      Content.Sent sent = Content.of(route, owner);
      if (!sent.type().equals("application/json") || sent.text().isEmpty()) {
        continue;
      }
      JsonNode whole = JSON.readTree(sent.text());
      int places = Holes.of(whole);
      for (int place = 0; place < Math.min(places, 24); place++) {
        for (String value : VALUES) {
          String body = Holes.filled(sent.text(), place, value);
          check(
              route,
              "value " + place + " = " + value,
              send(route, filled(route) + sent.query(), sent.type(), Wire.bytes(body)));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void any_field_of_a_form_may_be_anything_and_is_answered_with_a_page() {
    for (Route route : writes(false)) {
      String sent = Content.of(route, owner).text();
      boolean multipart = Content.of(route, owner).type().startsWith("multipart");
      String type =
          multipart ? Content.of(route, owner).type() : "application/x-www-form-urlencoded";
      if (multipart) {
        for (String body :
            List.of("", "--x", "--x--", "--x\r\n\r\n\r\n--x--", sent.replace("--x--", ""))) {
          check(route, body, send(route, filled(route), type, Wire.bytes(body)));
        }
        check(
            route,
            "no boundary",
            send(route, filled(route), "multipart/form-data", Wire.bytes(sent)));
        continue;
      }
      check(route, "nothing", send(route, filled(route), type, new byte[0]));
      check(route, "JSON", send(route, filled(route), "application/json", Wire.bytes("{}")));
      check(route, "%", send(route, filled(route), type, Wire.bytes("a=%&%=%zz&=")));
      check(route, "many", send(route, filled(route), type, Wire.bytes("a=b&".repeat(5_000))));
      Set<String> fields = parameters(route);
      Arrays.stream(sent.split("&")).map(each -> each.split("=")[0]).forEach(fields::add);
      fields.removeIf(String::isEmpty);
      for (String field : fields) {
        for (String value : WORDS) {
          String body = sent + "&" + field + "=" + value;
          String only = sent.replaceAll("(^|&)" + field + "=[^&]*", "") + "&" + field + "=" + value;
          check(route, only, send(route, filled(route), type, Wire.bytes(only)));
          check(route, body, send(route, filled(route), type, Wire.bytes(body)));
        }
        String body = field + "=" + LONG;
        check(route, field + " long", send(route, filled(route), type, Wire.bytes(body)));
      }
    }
    assertThat(wrong).isEmpty();
  }

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

  /** Never a fault, and an error is told as it should be. */
  private void check(Route route, String what, Wire.Answer answer) {
    String said =
        route + " answers " + answer.status() + " to " + cut(what) + ": " + cut(answer.text());
    note(answer.status() < 500, said);
    if (answer.status() >= 400) {
      boolean told =
          route.api()
              ? answer.type().startsWith("application/problem+json")
                  && answer.text().contains("detail")
              : answer.type().startsWith("text/html");
      note(told || answer.status() == 401, said + " as " + answer.type());
    }
  }

  private void note(boolean right, String otherwise) {
    if (!right) {
      wrong.add(otherwise);
    }
  }

  private static String cut(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120);
  }

  private static Set<String> parameters(Route route) {
    var names = new TreeSet<String>();
    for (var annotations : route.method().getParameterAnnotations()) {
      for (var annotation : annotations) {
        switch (annotation) {
          case QueryParam query -> names.add(query.value());
          case FormParam form -> names.add(form.value());
          case RestForm form -> names.add(form.value());
          default -> {}
        }
      }
    }
    return names;
  }

  private static List<Route> writes(boolean api) {
    return Route.all().stream().filter(route -> !route.reads() && route.api() == api).toList();
  }

  private People.Person who(Route route) {
    return route.scopes().equals(Set.of(Scope.ACCOUNTS_WRITE))
        ? administrator
        : owner.those(route).stream().findFirst().orElse(owner.organizer());
  }

  /** With each parameter's name behind a NUL where its value is to come. */
  private static String path(Route route) {
    return route.path().replaceAll("\\{([A-Za-z]+)}", "\u0000$1");
  }

  private String filled(Route route) {
    String path = route.path();
    for (String name : route.parameters()) {
      path = path.replace("{" + name + "}", owner.ids().getOrDefault(name, "1"));
    }
    return path;
  }

  private Wire.Answer send(Route route, String path, String type, byte[] body) {
    String filled = path;
    for (String name : route.parameters()) {
      filled = filled.replace("\u0000" + name, owner.ids().getOrDefault(name, "1"));
    }
    var request = Wire.request(filled);
    if (route.api()) {
      request.header("Authorization", "Bearer " + who(route).token());
    } else {
      request.header("Cookie", "stile_session=" + who(route).session());
    }
    return Wire.send(Wire.body(request, route, type, body));
  }
}
