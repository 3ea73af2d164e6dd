package org.stile.center.sellers;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/**
 * Which unsold seats a seller loses; {@code giveTo} names another that has them in the same moment.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Withdrawal.All.class, name = "all"),
  @JsonSubTypes.Type(value = Withdrawal.OfType.class, name = "type"),
  @JsonSubTypes.Type(value = Withdrawal.OfCells.class, name = "cells")
})
sealed interface Withdrawal {
  /** The seller that has the seats. */
  long seller();

  /** Who has them afterwards, nobody if empty. */
  Optional<Long> giveTo();

  /** All that are unsold at that moment. */
  record All(long seller, Optional<Long> giveTo) implements Withdrawal {}

  /** All of a type that are unsold at that moment. */
  record OfType(long seller, int type, Optional<Long> giveTo) implements Withdrawal {}

  /** Exactly these, or none. */
  record OfCells(long seller, List<SeatRange> cells, Optional<Long> giveTo) implements Withdrawal {}
}
