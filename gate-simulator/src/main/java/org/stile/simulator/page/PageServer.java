package org.stile.simulator.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.stile.simulator.ground.Doors;
import org.stile.simulator.ground.Show;
import org.stile.simulator.ground.Show.Outcome;
import org.stile.simulator.office.Json;

/**
 * Serves the demo's page to browsers of this machine: files, a stream of what there is to see, and
 * one address for wishes. A page of another site cannot use it: the Host header must name the
 * loopback (against DNS rebinding), and wishes must come from this page (Fetch Metadata, Origin).
 */
public final class PageServer implements AutoCloseable {
  private static final int BACKLOG = 50;

  /** A wish is a line; more is something else. */
  private static final int WISH_LENGTH_MAX = 1_000;

  /** Wishes being done at once: three gates have two lanes each. */
  private static final int WISHES_MAX = 12;

  /** Under which pages of center and unit are reached. */
  private static final String DOORS = "/door/";

  private static final String KEY = "key=";

  private static final Map<String, String> FILES =
      Map.of(
          "/", "text/html",
          "/demo.css", "text/css",
          "/demo.js", "text/javascript",
          "/draw.js", "text/javascript",
          "/gate.js", "text/javascript",
          "/board.js", "text/javascript",
          "/icon.svg", "image/svg+xml");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore wishes = new Semaphore(WISHES_MAX);
  private final Show show;
  private final Broadcast broadcast;
  private final Set<String> hosts;

  /**
   * Starts serving.
   *
   * @param port 0: any that is free.
   */
  public PageServer(Show show, Broadcast broadcast, int port) throws IOException {
    this.show = show;
    this.broadcast = broadcast;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "port %d cannot be had (%s); choose another by --port, or leave it out for any"
              .formatted(port, e.getMessage()),
          e);
    }
    int own = server.getAddress().getPort();
    hosts = Set.of("127.0.0.1:" + own, "localhost:" + own);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where the page is. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", POLICY);
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cache-Control", "no-store");
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !hosts.contains(host)) {
        say(exchange, 421, "text/plain", "this page is served on loopback only\n");
        return;
      }
      String path = exchange.getRequestURI().getPath();
      switch (exchange.getRequestMethod()) {
        case "GET" -> {
          if (path.equals("/stream")) {
            broadcast.serve(exchange);
          } else if (path.startsWith(DOORS)) {
            door(exchange, path.substring(DOORS.length()));
          } else {
            file(exchange, path);
          }
        }
        case "POST" -> {
          if (path.equals("/do") && fromThisPage(exchange, host)) {
            obey(exchange);
          } else {
            say(exchange, 403, "text/plain", "not from here\n");
          }
        }
        default -> say(exchange, 405, "text/plain", "GET and POST only\n");
      }
    }
  }

  /** Lets a browser through to a page of center or unit, with a session there. */
  private void door(HttpExchange exchange, String name) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    String key = query != null && query.startsWith(KEY) ? query.substring(KEY.length()) : "";
    try {
      Optional<Doors.Way> way = show.door(name, key);
      if (way.isEmpty()) {
        say(exchange, 404, "text/plain", "there is no such door\n");
        return;
      }
      Headers headers = exchange.getResponseHeaders();
      headers.set("Set-Cookie", way.get().cookie() + "; Path=/; HttpOnly; SameSite=Lax");
      headers.set("Location", way.get().to().toString());
      exchange.sendResponseHeaders(303, -1);
    } catch (IOException e) {
      say(exchange, 502, "text/plain", "nobody opens: " + e.getMessage() + "\n");
    }
  }

  private static boolean fromThisPage(HttpExchange exchange, String host) {
    Headers headers = exchange.getRequestHeaders();
    String site = headers.getFirst("Sec-Fetch-Site");
    String origin = headers.getFirst("Origin");
    return "same-origin".equals(site) || ("http://" + host).equals(origin);
  }

  private void obey(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(WISH_LENGTH_MAX + 1);
    if (body.length > WISH_LENGTH_MAX) {
      say(exchange, 413, "text/plain", "a wish is at most " + WISH_LENGTH_MAX + " bytes\n");
      return;
    }
    if (!wishes.tryAcquire()) {
      say(exchange, 503, "text/plain", "too many wishes at once\n");
      return;
    }
    try {
      Outcome outcome = show.obey(Json.read(body));
      switch (outcome) {
        case Outcome.Done(String said) ->
            say(exchange, 200, "application/json", json("said", said));
        case Outcome.NotNow(String why) -> say(exchange, 409, "application/json", json("why", why));
      }
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      say(exchange, 400, "text/plain", "a wish is a JSON object\n");
    } finally {
      wishes.release();
    }
  }

  private static String json(String name, String value) throws IOException {
    return new String(Json.write(Map.of(name, value)), StandardCharsets.UTF_8);
  }

  private static void file(HttpExchange exchange, String path) throws IOException {
    String type = FILES.get(path);
    if (type == null) {
      say(exchange, 404, "text/plain", "nothing is there\n");
      return;
    }
    String name = path.equals("/") ? "index.html" : path.substring(1);
    try (InputStream in =
        Objects.requireNonNull(PageServer.class.getResourceAsStream(name), name)) {
      say(exchange, 200, type, in.readAllBytes());
    }
  }

  private static void say(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    say(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void say(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    broadcast.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
