package org.stile.center.events;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stile.center.web.Problem;
import org.stile.center.web.Problem.FieldError;

/**
 * What a page says about a form that was refused: above it all, and beside each field.
 *
 * @param summary "" if nothing was wrong.
 */
public record FormErrors(String summary, List<FieldError> list) {
  static final String MEANWHILE = "edited-meanwhile";

  static final FormErrors NONE = new FormErrors("", List.of());

  public FormErrors {
    list = List.copyOf(list);
  }

  static FormErrors of(Problem problem) {
    // One error alone is its own summary already; it is not said twice.
    boolean plain = problem.code().equals("invalid");
    return new FormErrors(
        plain ? "Nothing was saved yet. Please correct:" : problem.detail(), problem.errors());
  }

  /** Whether somebody else saved meanwhile. */
  static boolean meanwhile(Problem problem) {
    return problem.code().equals(MEANWHILE);
  }

  /** The same, telling what saving once more does. */
  FormErrors withChoice() {
    return new FormErrors(
        summary + " Save again to put yours in its place, or cancel to keep the other.", list);
  }

  public boolean there() {
    return !summary.isEmpty();
  }

  /** What is wrong with a field, or inside it; "" if nothing is. */
  public String at(String field) {
    Optional<FieldError> error =
        list.stream()
            .filter(each -> each.at().equals(field) || each.at().startsWith(field + "."))
            .findFirst();
    return error.map(FieldError::message).orElse("");
  }

  /** What is wrong with a field of a row. */
  public String in(String rows, int index, String field) {
    return at(path(rows, index, field));
  }

  /** A field of a row, as errors name it. */
  public String path(String rows, int index, String field) {
    return rows + "[" + index + "]." + field;
  }

  /** The id of the field that an error is about. */
  public String id(String at) {
    int guidance = at.indexOf(".guidance.");
    String field = guidance < 0 ? at : at.substring(0, guidance + ".guidance".length());
    return field.replaceAll("[^A-Za-z0-9]+", "-");
  }

  /** What a field is called in a sentence: "Zone row 3, name". */
  public String label(String at) {
    String words =
        at.replaceAll("s\\[(\\d+)\\]\\.?", " row @$1@, ")
            .replaceAll("([a-z])([A-Z])", "$1 $2")
            .replace(".", ", ")
            .toLowerCase(Locale.ROOT)
            .replaceAll(", $", "");
    var counted = new StringBuilder();
    for (String part : words.split("@", -1)) {
      counted.append(part.matches("\\d+") ? "" + (Integer.parseInt(part) + 1) : part);
    }
    return counted.substring(0, 1).toUpperCase(Locale.ROOT) + counted.substring(1);
  }
}
