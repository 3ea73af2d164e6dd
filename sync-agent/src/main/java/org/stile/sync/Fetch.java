package org.stile.sync;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.stile.core.Bytes;

/**
 * Fetches one thing at a time from the center over HTTP, and goes on where a download broke off
 * (RFC 9110 §14, with If-Range §13.1.5), also in a later call. One thread.
 *
 * <p>By the JDK's older client: it does all this needs on the thread that asks, with a tenth of the
 * classes of {@code java.net.http}, and TLS by the same sockets as the broker's.
 */
final class Fetch implements Download.Source {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  /** Longest wait for an answer, and for each piece of it. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  private static final int TRIES_MAX = 3; // In one call; the session comes back later.
  private static final int PIECE = 16 * 1024;
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final Supplier<URI> center;
  private final Optional<SSLContext> tls;
  private final Supplier<Optional<String>> token;
  private final Duration answerMax;
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
    this(center, tls, token, ANSWER_MAX);
  }

  /** With another patience, for tests. */
  Fetch(
      Supplier<URI> center,
      Optional<SSLContext> tls,
      Supplier<Optional<String>> token,
      Duration answerMax) {
    this.center = center;
    this.tls = tls;
    this.token = token;
    this.answerMax = answerMax;
  }

  @Override
  public Fetched get(String path, int lengthMax) {
    if (!part.path().equals(path)) {
      part = new Part(path, "", Bytes.EMPTY);
    }
    String why = "";
    for (int i = 0; i < TRIES_MAX; i++) {
      try {
        return once(path, lengthMax);
      } catch (IOException e) {
        why = String.valueOf(e);
      }
    }
    return new Fetched.Unreachable(why);
  }

  private Fetched once(String path, int lengthMax) throws IOException {
    HttpURLConnection request = request(path);
    int have = part.bytes().length();
    if (have > 0) {
      request.setRequestProperty("Range", "bytes=" + have + "-");
      request.setRequestProperty("If-Range", part.tag());
    }
    try {
      int status = request.getResponseCode();
      if (status < 0) {
        throw new IOException("no HTTP");
      }
      if (status == PARTIAL && have > 0 && isFrom(request, have)) {
        return read(request, lengthMax, have);
      }
      if (status == OK) {
        part = new Part(path, strongTag(request), Bytes.EMPTY);
        return read(request, lengthMax, 0);
      }
      part = Part.NONE;
      return isTemporary(status)
          ? new Fetched.Unreachable("HTTP " + status)
          : new Fetched.NotThat("HTTP " + status);
    } finally {
      request.disconnect();
    }
  }

  private HttpURLConnection request(String path) throws IOException {
    var request = (HttpURLConnection) center.get().resolve(path).toURL().openConnection();
    if (request instanceof HttpsURLConnection https) {
      tls.map(SSLContext::getSocketFactory).ifPresent(https::setSSLSocketFactory);
    }
    request.setInstanceFollowRedirects(false);
    request.setUseCaches(false);
    request.setConnectTimeout(Math.toIntExact(CONNECT_MAX.toMillis()));
    request.setReadTimeout(Math.toIntExact(answerMax.toMillis()));
    // A connection kept for the next request would cost a thread, and there is seldom a next one.
    request.setRequestProperty("Connection", "close");
    token
        .get()
        .ifPresent(secret -> request.setRequestProperty("Authorization", "Bearer " + secret));
    return request;
  }

  /** 401, 403 and 404 are mended by people at the center, not by asking for something else. */
  private static boolean isTemporary(int status) {
    return status >= 500 || status == 401 || status == 403 || status == 408 || status == 429;
  }

  private static boolean isFrom(HttpURLConnection answer, int have) {
    return header(answer, "Content-Range")
        .filter(range -> range.startsWith("bytes " + have + "-"))
        .isPresent();
  }

  private static String strongTag(HttpURLConnection answer) {
    return header(answer, "ETag").filter(tag -> !tag.startsWith("W/")).orElse("");
  }

  private static Optional<String> header(HttpURLConnection answer, String name) {
    return Optional.ofNullable(answer.getHeaderField(name));
  }

  private Fetched read(HttpURLConnection answer, int lengthMax, int have) throws IOException {
    long rest = answer.getContentLengthLong(); // -1: the center does not say.
    OptionalLong announced = rest < 0 ? OptionalLong.empty() : OptionalLong.of(have + rest);
    try (InputStream body = answer.getInputStream()) {
      return read(body, lengthMax, announced);
    }
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
