package org.stile.simulator.ground;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.admission.Tone;
import org.stile.gate.device.Sounder.Sound;

/**
 * Reads what a gate's console panels show and what its bell says, line by line as the gate's
 * process prints it. Owned by one thread.
 */
final class PanelReader {
  private static final String INDENT = "      ";
  private static final char BELL = '\u0007';

  private final Pattern headline;
  private int lane;
  private Picture shown = new Picture(Tone.OUT_OF_ORDER, "", List.of());

  PanelReader(String gate) {
    headline = Pattern.compile("^ (.)  " + Pattern.quote(gate) + "/(\\d{1,2})  (.*) $");
  }

  /** What a panel shows. */
  record Picture(Tone tone, String headline, List<String> lines) {
    Picture {
      lines = List.copyOf(lines);
    }
  }

  /** What a line told. */
  sealed interface Told {
    /** A panel shows something else, or more. */
    record Shows(int lane, Picture picture) implements Told {}

    /** The sounder of all lanes. */
    record Sounds(Sound sound) implements Told {}
  }

  /** What {@code line} tells; nothing if it is none of a panel's. */
  Optional<Told> read(String line) {
    Matcher first = headline.matcher(line);
    if (first.matches()) {
      lane = Integer.parseInt(first.group(2));
      shown = new Picture(tone(first.group(1).charAt(0)), first.group(3), List.of());
      return Optional.of(new Told.Shows(lane, shown));
    }
    if (line.startsWith(INDENT)) {
      var lines = new ArrayList<>(shown.lines());
      lines.add(line.substring(INDENT.length()));
      shown = new Picture(shown.tone(), shown.headline(), lines);
      return Optional.of(new Told.Shows(lane, shown));
    }
    return line.isEmpty() || line.charAt(0) != BELL ? Optional.empty() : sound(line.length());
  }

  private static Optional<Told> sound(int bells) {
    return switch (bells) {
      case 1 -> Optional.of(new Told.Sounds(Sound.ADMITTED));
      case 2 -> Optional.of(new Told.Sounds(Sound.REFUSED));
      case 3 -> Optional.of(new Told.Sounds(Sound.AGAIN));
      case 5 -> Optional.of(new Told.Sounds(Sound.ALARM));
      default -> Optional.empty();
    };
  }

  private static Tone tone(char symbol) {
    return switch (symbol) {
      case '·' -> Tone.IDLE;
      case '~' -> Tone.WORKING;
      case '>' -> Tone.GO;
      case 'X' -> Tone.STOP;
      case '?' -> Tone.AGAIN;
      default -> Tone.OUT_OF_ORDER;
    };
  }
}
