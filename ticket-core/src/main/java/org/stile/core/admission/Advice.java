package org.stile.core.admission;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Decision.Refuse;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Zone;

/**
 * What a visitor is told, one screenful.
 *
 * <p>The first language has the headline and the lines; every further language has one line with
 * its own headline, which alone says what to do. A panel that would rather show one language after
 * the other asks for each by itself.
 *
 * @param tone how it looks from three metres.
 * @param headline range [1, {@value #HEADLINE_LENGTH_MAX}] characters.
 * @param lines at most {@value #LINES_MAX} of at most {@value #LINE_LENGTH_MAX} characters.
 */
public record Advice(Tone tone, String headline, List<String> lines) {
  /** What can be read in passing, in letters 60 pixels high on a panel of 1280. */
  public static final int HEADLINE_LENGTH_MAX = 40;

  public static final int LINES_MAX = 4;

  /** A venue's guidance text is at most as long. */
  public static final int LINE_LENGTH_MAX = 160;

  public Advice {
    headline = fitted(headline, HEADLINE_LENGTH_MAX);
    lines = lines.stream().limit(LINES_MAX).map(line -> fitted(line, LINE_LENGTH_MAX)).toList();
  }

  /**
   * What to tell about {@code decision}.
   *
   * @param master of the event, empty if none was found: then there is less to say about the way.
   * @param languages the first is the venue's own; English if there is none.
   * @param zone in which visitors are told times.
   */
  public static Advice of(
      Decision decision, Optional<EventMaster> master, List<Language> languages, ZoneId zone) {
    return switch (decision) {
      case Admit admit ->
          composed(Tone.GO, languages, language -> admitted(admit, master, language), "");
      case Refuse(var _, Refusal why) -> of(why, languages, zone);
    };
  }

  /** What to tell about {@code why}, also when no ticket could be read. */
  public static Advice of(Refusal why, List<Language> languages, ZoneId zone) {
    return composed(
        tone(why), languages, language -> Phrasebook.in(language).refused(why, zone), why.code());
  }

  /** What the panel shows while nobody is there. */
  public static Advice idle(List<Language> languages) {
    return composed(Tone.IDLE, languages, language -> Phrasebook.in(language).idle(), "");
  }

  /** What the panel shows while a chip is read. */
  public static Advice working(List<Language> languages) {
    return composed(Tone.WORKING, languages, language -> Phrasebook.in(language).working(), "");
  }

  /** What a steward should do about {@code why}, in one English line. */
  public static String stewardHint(Refusal why) {
    return StewardHints.on(why);
  }

  private static Sign admitted(Admit admit, Optional<EventMaster> master, Language language) {
    return switch (admit.direction()) {
      case ENTRY ->
          Phrasebook.in(language)
              .welcome(
                  admit,
                  master
                      .flatMap(known -> known.zone(admit.seat().zone()))
                      .map(Zone::guidance)
                      .map(guidance -> guidance.in(language.tag()))
                      .orElse(""));
      case EXIT ->
          Phrasebook.in(language).goodbye(admit, master.map(known -> known.rules().reEntry()));
    };
  }

  private static Tone tone(Refusal why) {
    return switch (why) {
      case Refusal.PulledAway _, Refusal.ChipUnreadable _, Refusal.SeveralChips _ -> Tone.AGAIN;
      case Refusal.GateOutOfOrder _, Refusal.ClockNotTrusted _ -> Tone.OUT_OF_ORDER;
      case Refusal.ByRule _, Refusal.ByChip _ -> Tone.STOP;
    };
  }

  /**
   * @param code what a steward looks for: always the last line; empty if there is nothing to do.
   */
  private static Advice composed(
      Tone tone, List<Language> languages, Function<Language, Sign> says, String code) {
    List<Sign> signs =
        (languages.isEmpty() ? List.of(Language.EN) : languages)
            .stream().distinct().map(says).toList();
    var after = new ArrayList<>(signs.stream().skip(1).map(Sign::headline).toList());
    if (!code.isEmpty()) {
      after.add(code);
    }
    var lines = new ArrayList<>(signs.getFirst().lines());
    while (lines.size() > LINES_MAX - after.size()) {
      lines.removeLast();
    }
    lines.addAll(after);
    return new Advice(tone, signs.getFirst().headline(), lines);
  }

  /** Some of it comes from outside: no control characters, and never longer than there is room. */
  private static String fitted(String text, int lengthMax) {
    int[] clean =
        text.codePoints()
            .map(c -> Character.isISOControl(c) ? ' ' : c)
            .limit(lengthMax + 1L)
            .toArray();
    return clean.length <= lengthMax
        ? new String(clean, 0, clean.length)
        : new String(clean, 0, lengthMax - 1) + "…";
  }
}
