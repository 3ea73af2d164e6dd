package org.stile.center.masters;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;

/**
 * Signed bytes over HTTP: with a strong ETag (RFC 9110 §8.8.3), in parts if asked so (§14), and
 * never compressed, so that a download that broke off goes on where it stopped.
 */
public final class Served {
  /** RFC 9052 §11.3.2. */
  public static final String COSE = "application/cose";

  private static final MediaType TYPE =
      MediaType.valueOf("application/cose; cose-type=\"cose-sign1\"");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,9})-(\\d{0,9})");

  private Served() {}

  /** The answer to a GET or HEAD for {@code content}. */
  public static Response of(Bytes content, Request request, HttpHeaders headers) {
    var tag = new EntityTag(content.sha256().hex());
    var unchanged = request.evaluatePreconditions(tag);
    if (unchanged != null) {
      return unchanged.tag(tag).header("Cache-Control", "no-cache").build();
    }
    Optional<Part> part = part(content, tag, headers);
    if (part.isPresent() && part.get().from >= part.get().to) {
      return Response.status(416).header("Content-Range", "bytes */" + content.length()).build();
    }
    byte[] body = part.map(each -> content.slice(each.from, each.to)).orElse(content).toArray();
    var answer =
        Response.status(part.isPresent() ? 206 : 200)
            .entity(body)
            .type(TYPE)
            .tag(tag)
            .header("Accept-Ranges", "bytes")
            .header("Cache-Control", "no-cache");
    if (request.getMethod().equals("HEAD")) {
      answer.header("Content-Length", body.length); // RFC 9110 §8.6: as a GET would have it.
    }
    part.ifPresent(each -> answer.header("Content-Range", each.header(content.length())));
    return answer.build();
  }

  /** The one part that is asked for; several at once, or nonsense, get the whole (§14.2). */
  private static Optional<Part> part(Bytes content, EntityTag tag, HttpHeaders headers) {
    String header = headers.getHeaderString("Range");
    Matcher range = header == null ? null : RANGE.matcher(header);
    if (range == null || !range.matches() || !stillThat(headers, tag)) {
      return Optional.empty();
    }
    int length = content.length();
    Integer first = number(range.group(1));
    Integer last = number(range.group(2));
    if (first == null) {
      return last == null
          ? Optional.empty()
          : Optional.of(new Part(Math.max(0, length - last), last == 0 ? 0 : length));
    }
    if (last != null && last < first) {
      return Optional.empty();
    }
    return Optional.of(new Part(first, last == null ? length : Math.min(length, last + 1)));
  }

  /** If-Range (§13.1.5): the part is of what the caller has the rest of. */
  private static boolean stillThat(HttpHeaders headers, EntityTag tag) {
    String known = headers.getHeaderString("If-Range");
    return known == null || known.equals("\"" + tag.getValue() + "\"");
  }

  private static @Nullable Integer number(String digits) {
    return digits.isEmpty() ? null : Integer.valueOf(digits);
  }

  /** Bytes {@code [from, to)}; none if nothing of the part is there. */
  private record Part(int from, int to) {
    String header(int length) {
      return "bytes " + from + "-" + (to - 1) + "/" + length;
    }
  }
}
