package org.stile.center.web;

import java.util.List;

/**
 * Something a caller must be told: an error with what to do about it. Becomes problem+json (RFC
 * 9457) for API callers and a page for people; whatever was begun is rolled back.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * What is wrong with one part of the input.
   *
   * @param at where: a JSON path such as "blocks[3].rows[2].first", a form field, or "row 12,
   *     column seat" of a table.
   * @param message what is wrong and what would be right.
   */
  public record FieldError(String at, String message) {}

  private final int status;
  private final String code;
  private final transient List<FieldError> errors;

  public Problem(int status, String code, String detail, List<FieldError> errors) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = List.copyOf(errors);
  }

  /** 400: the input is wrong; the errors say where. */
  public static Problem invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.getFirst().at() + ": " + errors.getFirst().message()
            : errors.size() + " things need correction; nothing was changed.";
    return new Problem(400, "invalid", detail, errors);
  }

  /** 400: one thing is wrong with the input. */
  public static Problem invalid(String at, String message) {
    return invalid(List.of(new FieldError(at, message)));
  }

  /** 404: not there, or not the caller's to see, which are told apart to nobody. */
  public static Problem notFound(String what) {
    return new Problem(404, "not-found", "There is no such " + what + ".", List.of());
  }

  /** 403: the caller may not do this. */
  public static Problem forbidden(String detail) {
    return new Problem(403, "forbidden", detail, List.of());
  }

  /**
   * 409: what is there now does not allow it.
   *
   * @param code a short name of the reason, for programs, such as "seats-lost".
   */
  public static Problem conflict(String code, String detail, List<FieldError> errors) {
    return new Problem(409, code, detail, errors);
  }

  /** 409: what is there now does not allow it. */
  public static Problem conflict(String code, String detail) {
    return conflict(code, detail, List.of());
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Short name of the reason, for programs. */
  public String code() {
    return code;
  }

  /** What to tell the caller. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  public List<FieldError> errors() {
    return errors;
  }
}
