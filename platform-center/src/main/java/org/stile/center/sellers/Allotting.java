package org.stile.center.sellers;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** Which seats become whose to sell (docs/how-to/allot.md). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Allotting.ByCells.class, name = "cells"),
  @JsonSubTypes.Type(value = Allotting.ByCount.class, name = "count"),
  @JsonSubTypes.Type(value = Allotting.ByType.class, name = "type"),
  @JsonSubTypes.Type(value = Allotting.ByRatio.class, name = "ratio")
})
sealed interface Allotting {
  /** Exactly these seats, or none. */
  record ByCells(long seller, List<SeatRange> cells) implements Allotting {}

  /**
   * That many free seats, the best that lie together.
   *
   * @param type only of this seat type.
   */
  record ByCount(long seller, int count, Optional<Integer> type) implements Allotting {}

  /** Every free seat of a type. */
  record ByType(long seller, int type) implements Allotting {}

  /**
   * Every free seat, divided.
   *
   * @param type only those of this seat type.
   */
  record ByRatio(List<Ratio.Share> shares, Optional<Integer> type) implements Allotting {}
}
