package org.stile.simulator.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.simulator.ground.Household;
import org.stile.simulator.ground.Show;
import org.stile.simulator.ground.Steps;

/** The page's server before the ground is open: what it serves, and to whom. */
class PageServerTest {
  private final HttpClient browser = HttpClient.newHttpClient();
  private final AtomicInteger stopped = new AtomicInteger();
  private final Broadcast broadcast = new Broadcast();

  @TempDir Path folder;
  private Household household;
  private Steps steps;
  private PageServer page;

  @BeforeEach
  void serve() throws IOException {
    household = Household.in(folder);
    steps = new Steps(line -> {}, broadcast::changed);
    var show = new Show(household, steps, stopped::incrementAndGet);
    broadcast.of(show::state);
    page = new PageServer(show, broadcast, 0);
  }

  @AfterEach
  void close() {
    page.close();
    household.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return browser.send(
        HttpRequest.newBuilder(page.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> wish(String origin, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(page.address().resolve("/do"))
            .header("Origin", origin)
            .POST(BodyPublishers.ofString(body));
    return browser.send(request.build(), BodyHandlers.ofString());
  }

  private String own() {
    return page.address().toString().replaceAll("/$", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/demo.css", "/demo.js", "/gate.js", "/board.js", "/draw.js", "/icon.svg"})
  void each_file_is_served_under_a_policy_that_lets_nothing_else_in(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isNotBlank();
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/../pom.xml", "/PageServer.class", "/index.html"})
  void nothing_else_is_served(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/door/center-board", "/door/center-board?key=", "/door/?key=1"})
  void no_door_opens_before_the_ground_does_or_without_its_key(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void a_name_that_another_site_lets_point_here_is_refused() throws Exception {
    URI address = page.address();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      String request =
          "GET / HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n".formatted(address.getPort());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      assertThat(new BufferedReader(in).readLine()).contains(" 421 ");
    }
  }

  @Test
  void a_wish_of_this_page_is_done_and_that_of_another_is_not() throws Exception {
    assertThat(wish("http://evil.example", "{\"act\":\"stop\"}").statusCode()).isEqualTo(403);
    assertThat(stopped).hasValue(0);
    assertThat(wish(own(), "{\"act\":\"stop\"}").statusCode()).isEqualTo(200);
    assertThat(stopped).hasValue(1);
  }

  @Test
  void a_wish_that_cannot_be_done_says_why() throws Exception {
    HttpResponse<String> early =
        wish(own(), "{\"act\":\"tap\",\"guest\":\"anna\",\"gate\":\"n1\"}");
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(early.body()).contains("not open yet");
    assertThat(wish(own(), "{}").statusCode()).isEqualTo(409);
    assertThat(wish(own(), "hello").statusCode()).isEqualTo(400);
    assertThat(wish(own(), "[".repeat(900)).statusCode()).isEqualTo(400);
    assertThat(wish(own(), "x".repeat(2_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void the_stream_tells_each_step_as_it_comes_and_the_end() throws Exception {
    HttpResponse<java.util.stream.Stream<String>> stream =
        browser.send(
            HttpRequest.newBuilder(page.address().resolve("/stream")).build(),
            BodyHandlers.ofLines());
    var lines = stream.body().iterator();
    assertThat(lines.next()).startsWith("data: {").contains("\"ground\":null");
    steps.begin("the center starts");
    String line = lines.next();
    while (!line.contains("the center starts")) {
      line = lines.next();
    }
    var closer = Thread.ofVirtual().start(page::close);
    while (!line.equals("event: end")) {
      line = lines.next();
    }
    closer.join();
  }
}
