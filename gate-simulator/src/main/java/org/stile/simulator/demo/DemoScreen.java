package org.stile.simulator.demo;

import java.util.ArrayList;
import java.util.List;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Tone;

/** Draws the live demo: panel, arm, counts, chips and journal on one terminal screen. Pure. */
final class DemoScreen {
  /** Narrower terminals wrap and are hard to read; wider ones gain nothing. */
  static final int WIDTH = 78;

  private static final String RESET = "\u001b[0m";
  private static final String DIM = "\u001b[2m";
  private static final String BOLD = "\u001b[1m";

  private DemoScreen() {}

  /**
   * What there is to see at one moment.
   *
   * @param title event, gate and time.
   * @param chips one line for each key.
   * @param journal newest last.
   * @param stages how long the last tap took, by stage.
   */
  record Scene(
      String title,
      Advice panel,
      boolean armOpen,
      String options,
      Counts counts,
      List<String> chips,
      List<String> journal,
      String stages) {
    Scene {
      chips = List.copyOf(chips);
      journal = List.copyOf(journal);
    }
  }

  /** A fold over the journal. */
  record Counts(long admitted, long inside, long refused, long notPassed) {}

  static List<String> draw(Scene scene) {
    var lines = new ArrayList<String>();
    lines.add(BOLD + fit(scene.title(), WIDTH) + RESET);
    lines.add("");
    lines.addAll(panel(scene.panel()));
    lines.add(arm(scene));
    lines.add(counts(scene.counts()));
    lines.add(DIM + fit(scene.stages(), WIDTH) + RESET);
    lines.add("");
    lines.add(BOLD + "Tap a chip" + RESET);
    lines.addAll(scene.chips());
    lines.add("");
    lines.add(
        DIM
            + "w: walks or stays   x: entry or exit lane   p: pull the next chip away   q: leave"
            + RESET);
    lines.add("");
    lines.add(BOLD + "Journal" + RESET);
    scene.journal().forEach(row -> lines.add(fit(row, WIDTH)));
    return lines;
  }

  private static List<String> panel(Advice message) {
    String colour = colour(message.tone());
    var lines = new ArrayList<String>();
    lines.add(colour + "  ╭" + "─".repeat(WIDTH - 6) + "╮  " + RESET);
    lines.add(row(colour, BOLD + symbol(message.tone()) + "  " + message.headline()));
    for (int i = 0; i < 4; i++) {
      lines.add(row(colour, i < message.lines().size() ? "   " + message.lines().get(i) : ""));
    }
    lines.add(colour + "  ╰" + "─".repeat(WIDTH - 6) + "╯  " + RESET);
    return lines;
  }

  private static String row(String colour, String text) {
    return colour + "  │ " + fit(text, WIDTH - 8) + RESET + colour + " │  " + RESET;
  }

  private static String arm(Scene scene) {
    String arm = scene.armOpen() ? "\u001b[30;42m  OPEN  ━━▶  " : "\u001b[97;41m  SHUT  ━━┃  ";
    return "  arm " + arm + RESET + "   " + scene.options();
  }

  private static String counts(Counts counts) {
    return "  admitted %d   inside %d   refused %d   not walked through %d"
        .formatted(counts.admitted(), counts.inside(), counts.refused(), counts.notPassed());
  }

  private static String symbol(Tone tone) {
    return switch (tone) {
      case IDLE -> "◌";
      case WORKING -> "…";
      case GO -> "✔";
      case STOP -> "✘";
      case AGAIN -> "↻";
      case OUT_OF_ORDER -> "!";
    };
  }

  private static String colour(Tone tone) {
    return switch (tone) {
      case IDLE, WORKING -> "\u001b[97;44m";
      case GO -> "\u001b[30;42m";
      case STOP -> "\u001b[97;41m";
      case AGAIN -> "\u001b[30;43m";
      case OUT_OF_ORDER -> "\u001b[97;45m";
    };
  }

  /** Cuts or pads to {@code width} columns; escape sequences take none, East Asian letters two. */
  static String fit(String text, int width) {
    var out = new StringBuilder();
    int columns = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c == 0x1b) {
        int end = text.indexOf('m', i) + 1;
        out.append(text, i, end);
        i = end;
        continue;
      }
      int wide = columnsOf(c);
      if (columns + wide > width) {
        break;
      }
      out.appendCodePoint(c);
      columns += wide;
      i += Character.charCount(c);
    }
    return out.append(" ".repeat(width - columns)).toString();
  }

  private static int columnsOf(int c) {
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> 2;
      default -> (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF60) ? 2 : 1;
    };
  }
}
