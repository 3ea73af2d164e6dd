package org.stile.center.seating;

import java.util.regex.Pattern;

/** How large a seat plan may be. Those of names and numbers are what a master can carry. */
final class PlanLimits {
  /** The largest stadium has 115 000 seats; a map of more would not be drawn in time. */
  static final int SEATS_MAX = 200_000;

  /** As many as a master carries ({@link org.stile.core.master.SeatMap}). */
  static final int BLOCKS_MAX = 10_000;

  /** As many as a master carries. */
  static final int RUNS_MAX = 200_000;

  /** More rows than this are a mistake of grouping. */
  static final int ROWS_OF_BLOCK_MAX = 10_000;

  /** As many as a master carries in one run. */
  static final int SEATS_OF_RUN_MAX = 100_000;

  static final int FIRST_MAX = 1_000_000;
  static final int STEP_MAX = 10;
  static final int LAST_MAX = 2_000_000;
  static final int ZONE_MAX = 255;

  /** A type is one byte on a ticket. */
  static final int TYPES_MAX = 256;

  static final int TYPE_NAME_BYTES = 48;
  static final int STAND_BYTES = 32;
  static final int BLOCK_BYTES = 32;
  static final int ROW_BYTES = 16;

  /** 100 km, in centimetres: no venue is larger, and sums stay far from overflow. */
  static final int COORDINATE_MAX = 10_000_000;

  /** Nobody sits further from a neighbour: 1 km. */
  static final double STEP_CM_MAX = 100_000;

  static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");

  private PlanLimits() {}
}
