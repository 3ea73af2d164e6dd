package org.stile.center.grants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/**
 * A request and its result, as registered.
 *
 * @param seats granted; they stay named when the request has ended and given them back.
 * @param lost of a refusal of named seats: those that could not be had.
 * @param reason name of a {@link Refusal}, or why the request ended.
 * @param windowEndsAt when a grant that is not issued gives its seats back.
 */
public record Registered(
    long event,
    long id,
    long seller,
    ChipId chip,
    boolean personNamed,
    int wanted,
    State state,
    List<Integer> seats,
    List<Integer> lost,
    Optional<String> reason,
    Optional<String> payment,
    Instant requestedAt,
    Optional<Instant> windowEndsAt,
    Optional<Instant> endedAt,
    Bytes fingerprint) {
  public Registered {
    seats = List.copyOf(seats);
    lost = List.copyOf(lost);
  }
}
