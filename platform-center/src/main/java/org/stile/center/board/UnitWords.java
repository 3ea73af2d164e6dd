package org.stile.center.board;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.center.board.GateCounts.Liveness;

/** Says how a venue's unit and its center are with each other, and since when. */
record UnitWords(UnitLink link, ZoneId zone, Instant now) {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DAYS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  /** One or two words. */
  String state(Liveness state) {
    return switch (state) {
      case LIVE, CLOCK_SUSPECT -> link.here() ? "connected" : "live";
      case DELAYED -> link.here() ? "behind" : "delayed";
      case OFFLINE -> link.here() ? "cut" : "offline";
      case NEVER_SEEN -> link.here() ? "never reached" : "never seen";
    };
  }

  /** What follows from it, in sentences. */
  String says(Liveness state) {
    List<String> said = new ArrayList<>();
    if (link.here()) {
      here(said, state);
    } else {
      there(said, state);
    }
    return String.join(" ", said);
  }

  private void here(List<String> said, Liveness state) {
    if (state == Liveness.OFFLINE || (state == Liveness.DELAYED && !heardLately())) {
      said.add("Last heard at " + time(link.contact()) + ".");
    }
    if (link.waiting() == 0) {
      said.add("No row waits.");
    } else if (state == Liveness.LIVE) {
      said.add(rows() + " on the way.");
    } else {
      said.add(rows() + " wait" + (link.waiting() == 1 ? "s" : "") + since() + ".");
    }
    if (link.followed().isEmpty()) {
      said.add("Masters and expected numbers did not come since this unit was set up.");
    } else if (!link.isFollowing(now)) {
      said.add("Masters and expected numbers are of " + time(link.followed()) + ".");
    }
  }

  private void there(List<String> said, Liveness state) {
    String gates = Summary.number(link.gates()) + (link.gates() == 1 ? " gate" : " gates");
    switch (state) {
      case LIVE, CLOCK_SUSPECT -> said.add("Speaks for " + gates + ".");
      case DELAYED -> {
        said.add("Speaks for " + gates + ".");
        if (!heardLately()) {
          said.add("Last heard at " + time(link.contact()) + ".");
        }
      }
      case OFFLINE -> {
        said.add("Last heard at " + time(link.contact()) + ".");
        said.add("What " + gates + " did since is not known here.");
      }
      case NEVER_SEEN -> said.add("It is enrolled.");
    }
    if (link.waiting() > 0 && state != Liveness.LIVE) {
      said.add(
          rows() + " wait" + (link.waiting() == 1 ? "s" : "") + " there" + since() + ", it said.");
    }
  }

  private boolean heardLately() {
    return link.contact().filter(at -> !at.plus(GateCounts.LIVE_MAX).isBefore(now)).isPresent();
  }

  private String rows() {
    return Summary.number(link.waiting()) + (link.waiting() == 1 ? " row" : " rows");
  }

  private String since() {
    return link.waitingSince().isEmpty() ? "" : " since " + time(link.waitingSince());
  }

  /** The time of day, or the day too if it was another one. */
  private String time(Optional<Instant> at) {
    if (at.isEmpty()) {
      return "never";
    }
    boolean today = at.get().atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
    return (today ? SECONDS : DAYS).withZone(zone).format(at.get());
  }
}
