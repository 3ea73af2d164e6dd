package org.stile.sync;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.stile.core.Bytes;

/**
 * Fetches one thing at a time from the center over HTTP, and goes on where a download broke off
 * (RFC 9110 §14, with If-Range §13.1.5), also in a later call. One thread.
 */
final class Fetch implements Download.Source {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final int TRIES_MAX = 3; // In one call; the session comes back later.
  private static final int PIECE = 16 * 1024;
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final Supplier<URI> center;
  private final Optional<SSLContext> tls;
  private final Supplier<Optional<String>> token;
  private Part part = Part.NONE;

  /** What came so far of what is at {@code path}. */
  private record Part(String path, String tag, Bytes bytes) {
    static final Part NONE = new Part("", "", Bytes.EMPTY);
  }

  /** What came of it. */
  sealed interface Fetched {
    record Whole(Bytes bytes) implements Fetched {}

    /** The center does not have it, or has something else. */
    record NotThat(String why) implements Fetched {}

    /** Another time, perhaps. */
    record Unreachable(String why) implements Fetched {}
  }

  /**
   * From where.
   *
   * @param center where it is, looked up for every call.
   * @param token to show, looked up for every call.
   */
  Fetch(Supplier<URI> center, Optional<SSLContext> tls, Supplier<Optional<String>> token) {
    this.center = center;
    this.tls = tls;
    this.token = token;
  }

  @Override
  public Fetched get(String path, int lengthMax) {
    if (!part.path().equals(path)) {
      part = new Part(path, "", Bytes.EMPTY);
    }
    String why = "";
    try (HttpClient client = client()) {
      for (int i = 0; i < TRIES_MAX; i++) {
        try {
          return once(client, path, lengthMax);
        } catch (IOException e) {
          why = String.valueOf(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "interrupted";
    }
    return new Fetched.Unreachable(why);
  }

  /** A client for one call: its threads are not worth their memory between two. */
  private HttpClient client() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_MAX);
    tls.ifPresent(builder::sslContext);
    return builder.build();
  }

  private Fetched once(HttpClient client, String path, int lengthMax)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(center.get().resolve(path)).timeout(ANSWER_MAX);
    token.get().ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    int have = part.bytes().length();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-").header("If-Range", part.tag());
    }
    HttpResponse<InputStream> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      int status = answer.statusCode();
      if (status == PARTIAL && have > 0 && isFrom(answer, have)) {
        return read(body, lengthMax, length(answer, have));
      }
      if (status == OK) {
        part = new Part(path, strongTag(answer), Bytes.EMPTY);
        return read(body, lengthMax, length(answer, 0));
      }
      part = Part.NONE;
      return isTemporary(status)
          ? new Fetched.Unreachable("HTTP " + status)
          : new Fetched.NotThat("HTTP " + status);
    }
  }

  /** 401, 403 and 404 are mended by people at the center, not by asking for something else. */
  private static boolean isTemporary(int status) {
    return status >= 500 || status == 401 || status == 403 || status == 408 || status == 429;
  }

  private static boolean isFrom(HttpResponse<?> answer, int have) {
    return answer
        .headers()
        .firstValue("Content-Range")
        .filter(range -> range.startsWith("bytes " + have + "-"))
        .isPresent();
  }

  /** How long it will be, as far as the center says. */
  private static OptionalLong length(HttpResponse<?> answer, int have) {
    try {
      OptionalLong rest = answer.headers().firstValueAsLong("Content-Length");
      return rest.isPresent() ? OptionalLong.of(have + rest.getAsLong()) : rest;
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static String strongTag(HttpResponse<?> answer) {
    return answer.headers().firstValue("ETag").filter(tag -> !tag.startsWith("W/")).orElse("");
  }

  private Fetched read(InputStream body, int lengthMax, OptionalLong announced) throws IOException {
    if (announced.isPresent() && announced.getAsLong() > lengthMax) {
      return tooLong(lengthMax);
    }
    byte[] bytes = new byte[lengthMax];
    part.bytes().copyInto(bytes, 0);
    int length = part.bytes().length();
    try {
      while (true) {
        if (length == lengthMax) {
          if (body.read() >= 0) {
            return tooLong(lengthMax);
          }
          break;
        }
        int count = body.read(bytes, length, Math.min(PIECE, lengthMax - length));
        if (count < 0) {
          break;
        }
        length += count;
      }
    } catch (IOException e) {
      keep(bytes, length);
      throw e;
    }
    if (announced.isPresent() && announced.getAsLong() != length) {
      keep(bytes, length);
      throw new IOException("it ended after " + length + " bytes");
    }
    part = Part.NONE;
    return new Fetched.Whole(Bytes.copyOf(bytes, 0, length));
  }

  private Fetched tooLong(int lengthMax) {
    part = Part.NONE;
    return new Fetched.NotThat("more than " + lengthMax + " bytes");
  }

  /** Without a tag nobody could say later whether the rest belongs to it. */
  private void keep(byte[] bytes, int length) {
    Bytes kept = part.tag().isEmpty() ? Bytes.EMPTY : Bytes.copyOf(bytes, 0, length);
    part = new Part(part.path(), part.tag(), kept);
  }
}
