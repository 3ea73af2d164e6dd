package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.sync.Fetch.Fetched;

/** What a center, or whoever pretends to be one, may answer: each connection gets the next text. */
class FetchTest {
  private static final String TAGGED = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: ";

  private final List<String> answers = new CopyOnWriteArrayList<>();
  private final List<List<String>> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    for (Socket each : open) {
      each.close();
    }
  }

  /** Answers and keeps the connection: one that has no more to say is silent. */
  private void serve() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
        var lines = new ArrayList<String>();
        var reader = new BufferedReader(in);
        for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
          lines.add(line);
        }
        asked.add(lines);
        if (!answers.isEmpty()) {
          socket.getOutputStream().write(answers.removeFirst().getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private Fetched get(String path, int lengthMax) {
    URI center = URI.create("http://127.0.0.1:" + server.getLocalPort());
    return new Fetch(
            () -> center, Optional.empty(), () -> Optional.of("secret"), Duration.ofMillis(300))
        .get(path, lengthMax);
  }

  private static Fetched whole(String text) {
    return new Fetched.Whole(Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void it_shows_its_token_and_takes_what_comes() {
    answers.add(TAGGED + "5\r\n\r\nhello");
    assertThat(get("/keys?a=b", 10)).isEqualTo(whole("hello"));
    assertThat(asked.getFirst())
        .contains("GET /keys?a=b HTTP/1.1", "Authorization: Bearer secret")
        .noneMatch(line -> line.startsWith("Range"));
  }

  @Test
  void a_center_that_falls_silent_in_the_middle_is_asked_for_the_rest() {
    answers.add(TAGGED + "5\r\n\r\nhe");
    answers.add(
        "HTTP/1.1 206 Partial\r\nContent-Range: bytes 2-4/5\r\nContent-Length: 3\r\n\r\nllo");
    assertThat(get("/keys", 10)).isEqualTo(whole("hello"));
    assertThat(asked.getLast()).contains("Range: bytes=2-", "If-Range: \"a\"");
  }

  @Test
  void without_a_strong_tag_it_begins_again() {
    answers.add("HTTP/1.1 200 OK\r\nETag: W/\"a\"\r\nContent-Length: 5\r\n\r\nhe");
    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(get("/keys", 10)).isEqualTo(whole("hello"));
    assertThat(asked.getLast()).noneMatch(line -> line.startsWith("Range"));
  }

  @Test
  void one_that_never_answers_is_given_up() {
    assertThat(get("/keys", 10)).isInstanceOf(Fetched.Unreachable.class);
  }

  @Test
  void one_that_speaks_no_http_is_given_up() {
    answers.addAll(List.of("SSH-2.0-x\r\n", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n"));
    assertThat(get("/keys", 10)).isInstanceOf(Fetched.Unreachable.class);
  }

  @Test
  void it_goes_nowhere_else() {
    answers.add("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
    assertThat(get("/keys", 10)).isEqualTo(new Fetched.NotThat("HTTP 302"));
    assertThat(asked).hasSize(1);
  }

  @Test
  void more_than_was_announced_is_refused_whether_the_center_says_so_or_not() {
    answers.add(TAGGED + "11\r\n\r\nhello world");
    answers.add(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n");
    assertThat(get("/keys", 10)).isEqualTo(new Fetched.NotThat("more than 10 bytes"));
    assertThat(get("/keys", 10)).isEqualTo(new Fetched.NotThat("more than 10 bytes"));
  }

  @Test
  void what_people_must_mend_is_asked_for_another_time_and_what_is_not_there_is_not() {
    for (int status : new int[] {401, 403, 408, 429, 500, 503}) {
      answers.add("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
      assertThat(get("/keys", 10)).isEqualTo(new Fetched.Unreachable("HTTP " + status));
    }
    for (int status : new int[] {204, 400, 404, 410}) {
      answers.add("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
      assertThat(get("/keys", 10)).isEqualTo(new Fetched.NotThat("HTTP " + status));
    }
  }
}
