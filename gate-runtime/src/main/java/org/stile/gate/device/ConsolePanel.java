package org.stile.gate.device;

import org.stile.core.admission.Advice;
import org.stile.core.admission.Tone;

/** A panel drawn in a terminal: a coloured line for what is seen from afar, then the rest. */
public final class ConsolePanel implements Panel {
  private static final String RESET = "\u001b[0m";

  private final LineWriter out;
  private final String title;
  private final boolean coloured;

  /**
   * A panel on a terminal or in a text.
   *
   * @param title which lane it is.
   * @param coloured whether {@code out} understands colours (ECMA-48 SGR).
   */
  public ConsolePanel(LineWriter out, String title, boolean coloured) {
    this.out = out;
    this.title = title;
    this.coloured = coloured;
  }

  @Override
  public void show(Advice advice) {
    String headline = " " + symbol(advice.tone()) + "  " + title + "  " + advice.headline() + " ";
    var picture = new StringBuilder(coloured ? colour(advice.tone()) + headline + RESET : headline);
    for (String line : advice.lines()) {
      picture.append("\n      ").append(line);
    }
    out.write(picture.toString()); // At once, or the lines of two lanes would mingle.
  }

  private static char symbol(Tone tone) {
    return switch (tone) {
      case IDLE -> '·';
      case WORKING -> '~';
      case GO -> '>';
      case STOP -> 'X';
      case AGAIN -> '?';
      case OUT_OF_ORDER -> '!';
    };
  }

  /** Foreground and background, bold (ECMA-48 §8.3.117). */
  private static String colour(Tone tone) {
    return switch (tone) {
      case IDLE -> "\u001b[1;37;44m";
      case WORKING -> "\u001b[1;30;47m";
      case GO -> "\u001b[1;30;42m";
      case STOP -> "\u001b[1;37;41m";
      case AGAIN -> "\u001b[1;30;43m";
      case OUT_OF_ORDER -> "\u001b[1;37;45m";
    };
  }
}
