package org.stile.center.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.RestForm;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;

/**
 * What nobody honest sends, to every route of the running center: the answer is an error that says
 * what to change, never a fault of the program, and nothing is half done.
 */
@CenterTest
class HostileInputTest extends HostileSender {
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

  @Inject Snapshot snapshot;

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

  /** With each parameter's name behind a NUL where its value is to come. */
  private static String path(Route route) {
    return route.path().replaceAll("\\{([A-Za-z]+)}", "\u0000$1");
  }
}
