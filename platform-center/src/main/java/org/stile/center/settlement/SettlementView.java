package org.stile.center.settlement;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stile.center.settlement.Settlement.Arrival;
import org.stile.center.settlement.Settlement.Standing;

/**
 * What the page shows.
 *
 * @param maySign whether the caller may have it signed.
 */
record SettlementView(Settlement of, List<Settlements.Entry> signed, boolean maySign) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Of the picture, in its own units. */
  private static final int WIDTH = 960;

  private static final int HEIGHT = 200;
  private static final int LABEL_WIDTH = 40;

  /** Half a day; scans by a clock that is off lie farther apart, and are told as a table alone. */
  private static final int STEPS_MAX = 144;

  /** One step of the arrival curve. */
  public record Bar(int x, int y, int width, int height, String title) {}

  /** A number that is on the axis below. */
  public record Tick(int x, String label) {}

  public boolean isFinal() {
    return of.standing() == Standing.FINAL;
  }

  /** A time by the clock of the venue. */
  public String at(Instant instant) {
    return TIME.format(instant.atZone(zone()));
  }

  public String clock(Instant instant) {
    return CLOCK.format(instant.atZone(zone()));
  }

  /** Thousands apart by a space, which reads the same in every language. */
  public String number(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u00a0');
  }

  /** A part in percent, "–" of nothing. */
  public String percent(long part, long whole) {
    return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  /** What is said of a standing. */
  public String words(Standing standing) {
    return standing == Standing.FINAL ? "final" : "provisional";
  }

  /** Whether the arrivals fit a picture. */
  public boolean drawn() {
    return !of.arrivals().isEmpty() && steps() <= STEPS_MAX;
  }

  public long most() {
    return of.arrivals().stream().mapToLong(Arrival::tickets).max().orElse(0);
  }

  public List<Bar> bars() {
    var bars = new ArrayList<Bar>();
    for (Arrival arrival : of.arrivals()) {
      int height = (int) Math.max(1, HEIGHT * arrival.tickets() / Math.max(1, most()));
      int x = x(arrival.from());
      int width = Math.max(1, WIDTH / steps() - 1);
      String title = clock(arrival.from()) + ": " + number(arrival.tickets());
      bars.add(new Bar(x, HEIGHT - height, width, height, title));
    }
    return bars;
  }

  public List<Tick> ticks() {
    var ticks = new ArrayList<Tick>();
    int every = Math.max(1, steps() / 8);
    for (int step = 0; step < steps(); step += every) {
      Instant at = first().plusSeconds(60L * Settlement.STEP_MINUTES * step);
      if (x(at) <= WIDTH - LABEL_WIDTH) {
        ticks.add(new Tick(x(at), clock(at)));
      }
    }
    return ticks;
  }

  private int x(Instant at) {
    long step = (at.getEpochSecond() - first().getEpochSecond()) / (60L * Settlement.STEP_MINUTES);
    return (int) (step * WIDTH / steps());
  }

  private int steps() {
    long seconds = of.arrivals().getLast().from().getEpochSecond() - first().getEpochSecond();
    return (int) Math.min(Integer.MAX_VALUE, seconds / (60L * Settlement.STEP_MINUTES) + 1);
  }

  private Instant first() {
    return of.arrivals().getFirst().from();
  }

  private ZoneId zone() {
    return ZoneId.of(of.event().timeZone());
  }
}
