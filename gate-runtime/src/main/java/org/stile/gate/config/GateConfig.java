package org.stile.gate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.stile.core.config.Problem;
import org.stile.core.id.GateId;
import org.stile.core.trust.RootKey;
import org.stile.gate.lane.LaneSettings;

/**
 * All that a gate is configured with (docs/reference/gate-config.md; deploy/gate.properties).
 *
 * @param gate its name.
 * @param lanes its readers and arms, range [1, 16].
 * @param dataFolder where journal and master lie.
 * @param keyFile its chip keys.
 * @param rootKeys what it believes from the start, range [1, 4].
 * @param log where the log goes; empty: to standard error.
 */
public record GateConfig(
    GateId gate,
    List<LaneConfig> lanes,
    Path dataFolder,
    Path keyFile,
    List<RootKey> rootKeys,
    ClockKind clock,
    PanelKind panel,
    TurnstileKind turnstile,
    SounderKind sounder,
    Optional<Path> log) {
  public GateConfig {
    lanes = List.copyOf(lanes);
    rootKeys = List.copyOf(rootKeys);
  }

  /**
   * One reader and one arm.
   *
   * @param settings what the lane itself is told.
   * @param reader its serial device.
   * @param baud the speed to raise the line to.
   */
  public record LaneConfig(LaneSettings settings, Path reader, int baud) {}

  /** Whose time is believed. */
  public enum ClockKind {
    /** What the center told through master.db. */
    TOLD,
    /** The unit's own: it has a battery or a time server. */
    SYSTEM
  }

  /** What visitors look at. */
  public enum PanelKind {
    CONSOLE,
    NONE
  }

  /** What lets them through. */
  public enum TurnstileKind {
    CONSOLE
  }

  /** What they hear. */
  public enum SounderKind {
    BELL,
    SILENT
  }

  /** What came of reading a configuration. */
  public sealed interface Reading {
    /** It is complete and within its ranges. */
    record Good(GateConfig config) implements Reading {}

    /** It is not; this is all of it that is wrong. */
    record Bad(List<Problem> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a configuration: {@code key = value} lines, and comments that begin with {@code #}. */
  public static Reading parse(String text) {
    return new ConfigReader(text).read();
  }
}
