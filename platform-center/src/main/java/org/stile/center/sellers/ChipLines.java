package org.stile.center.sellers;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;
import org.stile.core.Bytes;

/**
 * Reads a list of chips, pasted or from a file: one a line, its number in hexadecimal as readers
 * print it ("04A1B2C3D4E5F6" or "04:A1:..."), then, after a comma or a tab, what the list keeps
 * beside it. A first line that begins with "chip" is a heading. Pure.
 */
final class ChipLines {
  static final int BYTES_MAX = 4 * 1024 * 1024; // A hundred thousand lines of forty letters.
  static final int LINES_MAX = 100_000;

  /** ISO 14443-3: single, double and triple size UIDs. */
  private static final Pattern CHIP =
      Pattern.compile("(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{14}|[0-9A-Fa-f]{20})");

  private static final int REASON_BYTES_MAX = 200;

  private ChipLines() {}

  /** What a list keeps beside a chip. */
  enum Kind {
    /** The last day of membership, or nothing. */
    MEMBERS,
    /** Why the chip is blocked. */
    BLOCKED
  }

  /**
   * One chip of a list.
   *
   * @param validUntil membership ends then; empty: it does not, or the list is of blocked chips.
   * @param reason why it is blocked; "" on the list of members.
   */
  record Line(Bytes chip, Optional<Instant> validUntil, String reason) {}

  /** The chips of a text, each once, the last line of one counting. */
  static List<Line> read(byte[] text, Kind kind) {
    return read(decoded(text), kind);
  }

  static List<Line> read(String text, Kind kind) {
    if (text.length() > BYTES_MAX) {
      throw Problem.invalid("chips", "is too large: at most " + BYTES_MAX + " characters");
    }
    String[] lines = text.split("\\R", LINES_MAX + 3);
    if (lines.length > LINES_MAX + 2) {
      throw Problem.invalid("chips", "has too many lines: at most " + LINES_MAX + " at once");
    }
    var errors = new FieldErrors();
    Map<Bytes, Line> chips = new LinkedHashMap<>();
    for (int i = 0; i < lines.length; i++) {
      String line = i == 0 && lines[i].startsWith("\uFEFF") ? lines[i].substring(1) : lines[i];
      boolean heading =
          i == 0 && line.strip().toLowerCase(java.util.Locale.ROOT).startsWith("chip");
      if (!line.isBlank() && !heading) {
        line(errors, kind, "row " + (i + 1), line).ifPresent(one -> chips.put(one.chip, one));
      }
    }
    errors.require(!chips.isEmpty() || !errors.isEmpty(), "chips", "names no chip");
    errors.throwIfAny();
    return new ArrayList<>(chips.values());
  }

  private static Optional<Line> line(FieldErrors errors, Kind kind, String at, String line) {
    String[] cells = line.split("[,;\t]", 2);
    String digits = cell(cells[0]).replaceAll("[: -]", "");
    String beside = cells.length > 1 ? cell(cells[1]) : "";
    if (!CHIP.matcher(digits).matches()) {
      errors.add(at + ", column chip", "must be a chip's number: 8, 14 or 20 hexadecimal digits");
      return Optional.empty();
    }
    Bytes chip = Bytes.hex(digits);
    return switch (kind) {
      case MEMBERS -> validUntil(errors, at, beside).map(until -> new Line(chip, until, ""));
      case BLOCKED -> {
        String flaw = Texts.flaw(beside, 0, REASON_BYTES_MAX);
        yield errors.require(flaw.isEmpty(), at + ", column reason", flaw)
            ? Optional.of(new Line(chip, Optional.empty(), beside))
            : Optional.empty();
      }
    };
  }

  /** A day counts whole, until midnight UTC after it. */
  private static Optional<Optional<Instant>> validUntil(
      FieldErrors errors, String at, String text) {
    if (text.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    try {
      Instant until =
          text.length() == 10
              ? LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
      return Optional.of(Optional.of(until));
    } catch (DateTimeParseException e) {
      errors.add(at + ", column valid_until", "must be a day like 2027-06-30, or empty");
      return Optional.empty();
    }
  }

  private static String cell(String text) {
    String cell = text.strip();
    return cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"")
        ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"").strip()
        : cell;
  }

  private static String decoded(byte[] text) {
    if (text.length > BYTES_MAX) {
      throw Problem.invalid("chips", "is too large: at most " + BYTES_MAX + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.invalid("chips", "is not UTF-8; save it as CSV in UTF-8");
    }
  }
}
