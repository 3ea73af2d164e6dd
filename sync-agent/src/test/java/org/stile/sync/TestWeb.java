package org.stile.sync;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.stile.core.Bytes;

/** The center's files over HTTP, with tags and parts, and with the faults a test wants. */
final class TestWeb implements AutoCloseable {
  final Map<String, Bytes> files = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** A body is cut after so many bytes, once. */
  volatile int cutAfter = Integer.MAX_VALUE;

  volatile int status;

  private final HttpServer server;
  private final String scheme;

  TestWeb() throws IOException {
    this(HttpServer.create(anyPort(), 10), "http");
  }

  private TestWeb(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  static TestWeb secured(SSLContext identity) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(identity));
    return new TestWeb(server, "https");
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  URI address() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(path + (range == null ? "" : " " + range));
    Bytes file = files.get(path);
    if (status != 0 || file == null) {
      exchange.sendResponseHeaders(status != 0 ? status : 404, -1);
      exchange.close();
      return;
    }
    String tag = "\"" + file.sha256().hex() + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    int from = 0;
    if (range != null && tag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
      from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (file.length() - 1) + "/" + file.length());
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, file.length() - from);
    int to = Math.min(file.length(), cutAfter);
    cutAfter = Integer.MAX_VALUE;
    OutputStream body = exchange.getResponseBody();
    body.write(file.slice(from, Math.max(from, to)).toArray());
    body.flush();
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
