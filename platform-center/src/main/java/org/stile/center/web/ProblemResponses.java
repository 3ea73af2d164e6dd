package org.stile.center.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.ForbiddenException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.CharConversionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.JdbiException;
import org.stile.center.db.Database;

/** Every error as problem+json (RFC 9457) under /api, and as a page elsewhere. */
public final class ProblemResponses {
  private static final Logger LOG = Logger.getLogger(ProblemResponses.class);
  static final String RETRY_AFTER_SECONDS = "5";

  /** Enough to find the place; a parser may quote what was sent, and that may be long. */
  private static final int MESSAGE_MAX = 300;

  /** PostgreSQL, App. A: a text with U+0000. */
  private static final String NO_TEXT = "22021";

  /** Where forms are read, before any of ours is called. */
  private static final List<String> READERS =
      List.of(
          "org.jboss.resteasy.reactive.common.util.URLUtils",
          "org.jboss.resteasy.reactive.server.core.multipart.",
          "org.jboss.resteasy.reactive.common.providers.serialisers.");

  ProblemResponses() {}

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance problem(Problem problem, String title);
  }

  @ServerExceptionMapper
  Response of(Problem problem, UriInfo uri) {
    return response(problem, uri);
  }

  @ServerExceptionMapper
  Response of(JacksonException problem, UriInfo uri) {
    var at = problem.getLocation();
    String where = at == null ? "body" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    return response(Problem.invalid(where, cut(String.valueOf(problem.getOriginalMessage()))), uri);
  }

  /** What a parser took for UTF-16 or UTF-32 and is not: no kind of its own exceptions. */
  @ServerExceptionMapper
  Response of(CharConversionException problem, UriInfo uri) {
    return response(Problem.invalid("body", "must be JSON in UTF-8"), uri);
  }

  /** Named, or Quarkus would answer for it in a form of its own. */
  @ServerExceptionMapper
  Response of(MismatchedInputException problem, UriInfo uri) {
    return response(mismatch(problem), uri);
  }

  private static Problem mismatch(MismatchedInputException problem) {
    var at = new StringBuilder();
    for (JsonMappingException.Reference step : problem.getPath()) {
      if (step.getFieldName() == null) {
        at.append('[').append(step.getIndex()).append(']');
      } else {
        at.append(at.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    String what =
        switch (problem) {
          case UnrecognizedPropertyException _ -> "is not known here; remove it";
          case InvalidNullException _ -> "must not be null";
          default -> "must be of another kind: " + problem.getOriginalMessage();
        };
    return Problem.invalid(at.isEmpty() ? "body" : at.toString(), cut(what));
  }

  /** The message of a parser may hold what was sent. */
  private static String cut(String text) {
    return text.length() <= MESSAGE_MAX ? text : text.substring(0, MESSAGE_MAX) + " …";
  }

  @ServerExceptionMapper
  Response of(ForbiddenException problem, UriInfo uri) {
    return response(Problem.forbidden("Your account or token may not do this."), uri);
  }

  @ServerExceptionMapper
  Response of(WebApplicationException problem, UriInfo uri) {
    Response own = problem.getResponse();
    if (own.getStatus() < 400 || own.hasEntity()) {
      return own;
    }
    if (problem.getCause() instanceof MismatchedInputException mismatch) {
      return of(mismatch, uri);
    }
    if (problem.getCause() instanceof JacksonException json) {
      return of(json, uri);
    }
    String reason = own.getStatusInfo().getReasonPhrase();
    return response(
        new Problem(own.getStatus(), "http-" + own.getStatus(), reason + ".", List.of()), uri);
  }

  @ServerExceptionMapper
  Response of(JdbiException problem, UriInfo uri) {
    return of((RuntimeException) problem, uri);
  }

  @ServerExceptionMapper
  Response of(RuntimeException problem, UriInfo uri) {
    if (Database.unreachable(problem)) {
      LOG.warnf("database not reachable: %s", problem.getMessage());
      return response(unavailable(), uri);
    }
    if (Database.sqlState(problem).equals(NO_TEXT)) {
      return response(
          Problem.invalid("request", "holds the character U+0000, which no text may; remove it"),
          uri);
    }
    if (problem.getCause() instanceof CharConversionException notUtf8) {
      return of(notUtf8, uri);
    }
    if (unreadable(problem)) {
      return response(
          Problem.invalid(
              "request", "cannot be read: " + cut(String.valueOf(problem.getMessage()))),
          uri);
    }
    LOG.error("a fault of this program at " + uri.getPath(), problem);
    return response(
        new Problem(500, "fault", "The center failed; its log says why.", List.of()), uri);
  }

  /** Forms that are broken, which their readers tell by exceptions of no kind of their own. */
  private static boolean unreadable(RuntimeException problem) {
    StackTraceElement[] frames = problem.getStackTrace();
    return frames.length > 0 && READERS.stream().anyMatch(frames[0].getClassName()::startsWith);
  }

  /** 503: the database is away. */
  static Problem unavailable() {
    return new Problem(
        503,
        "database-unavailable",
        "The center cannot reach its database just now; nothing was changed. Try again.",
        List.of());
  }

  private static Response response(Problem problem, UriInfo uri) {
    if (uri.getPath().startsWith("/api/")) {
      return status(problem).type("application/problem+json").entity(json(problem)).build();
    }
    if (problem.status() == 401) {
      return Response.seeOther(java.net.URI.create("/sign-in")).build();
    }
    return status(problem)
        .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
        .entity(Templates.problem(problem, title(problem.status())).render())
        .build();
  }

  private static Response.ResponseBuilder status(Problem problem) {
    var response = Response.status(problem.status());
    return problem.status() == 503 ? response.header("Retry-After", RETRY_AFTER_SECONDS) : response;
  }

  static Map<String, Object> json(Problem problem) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", "urn:stile:problem:" + problem.code());
    body.put("title", title(problem.status()));
    body.put("status", problem.status());
    body.put("detail", problem.detail());
    if (!problem.errors().isEmpty()) {
      body.put("errors", problem.errors());
    }
    return body;
  }

  private static String title(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return known == null ? "Not possible" : known.getReasonPhrase();
  }
}
