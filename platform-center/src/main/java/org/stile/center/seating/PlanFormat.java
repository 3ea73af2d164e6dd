package org.stile.center.seating;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/** The forms in which a seat plan comes in and goes out (docs/reference/seat-plan.md). */
public enum PlanFormat {
  /** Our own JSON; keeps everything. */
  STILE("application/json", "json"),
  /** A pretix seating plan. */
  PRETIX("application/json", "pretix.json"),
  /** A table, one row a seat. */
  CSV("text/csv; charset=UTF-8", "csv");

  /** 200 000 seats as pretix JSON, the longest form, take 30 MB. */
  public static final int LENGTH_MAX = 32 * 1024 * 1024;

  private final String mediaType;
  private final String ending;

  PlanFormat(String mediaType, String ending) {
    this.mediaType = mediaType;
    this.ending = ending;
  }

  public String mediaType() {
    return mediaType;
  }

  /** How names of such files end, without a dot. */
  public String ending() {
    return ending;
  }

  /** The format with this ending. */
  public static PlanFormat ofEnding(String ending) {
    for (PlanFormat format : values()) {
      if (format.ending.equals(ending)) {
        return format;
      }
    }
    throw Problem.notFound("format of a seat plan; there are json, pretix.json and csv");
  }

  /**
   * Reads a plan of whatever format it is.
   *
   * @param content the file as it came.
   * @param otherwiseZone zone of the venue for seats of a format that names none.
   * @throws Problem naming everything that is wrong with it.
   */
  public static SeatPlan read(byte[] content, int otherwiseZone) {
    if (content.length > LENGTH_MAX) {
      throw Problem.invalid("file", "is larger than 32 MB, the most a seat plan may be");
    }
    return switch (of(content)) {
      case STILE -> PlanJson.read(content);
      case PRETIX -> PretixPlan.read(content, otherwiseZone);
      case CSV -> PlanCsv.read(content);
    };
  }

  /** Which format it is: no JSON begins with a letter, and only pretix has zones at its top. */
  private static PlanFormat of(byte[] content) {
    int at = Utf8.start(content);
    while (at < content.length && Character.isWhitespace(content[at])) {
      at++;
    }
    if (at == content.length) {
      throw Problem.invalid("file", "is empty");
    }
    if (content[at] != '{' && content[at] != '[') {
      return CSV;
    }
    var found = new ArrayList<PlanFormat>();
    try {
      JsonCursor.read(
          content,
          new FieldErrors(),
          json ->
              json.object(
                  name -> {
                    switch (name) {
                      case "zones", "categories" -> found.add(PRETIX);
                      case "format", "blocks", "types" -> found.add(STILE);
                      default -> {}
                    }
                    if (!found.isEmpty()) {
                      throw new Known();
                    }
                    json.skip();
                    return true;
                  }));
    } catch (Known | Problem e) {
      // Whatever is wrong with it, its reader tells better.
    }
    return found.isEmpty() ? STILE : found.getFirst();
  }

  /** Ends the search. */
  private static final class Known extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Known() {
      super("known", null, false, false);
    }
  }

  /** Writes a plan in this format. */
  public void write(SeatPlan plan, String name, OutputStream to) throws IOException {
    switch (this) {
      case STILE -> PlanJsonWriter.write(plan, to);
      case PRETIX -> PretixWriter.write(plan, name, to);
      case CSV -> PlanCsvWriter.write(plan, to);
    }
  }
}
