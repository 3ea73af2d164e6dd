package org.stile.chips;

import java.time.Instant;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;

/**
 * One admission as the chip remembers it (docs/chip-layout.md, "Stamp").
 *
 * @param slot which ticket, range [0, 7].
 * @param ticketIndex the ticket's index in its event, so that a stamp outlives a rewritten slot.
 * @param direction in or out.
 * @param number which entry (or exit) of that ticket, range [1, 255].
 * @param gateTag which gate and lane, 4 bytes; see {@code GateTag}.
 * @param at when, by that gate's clock, whole seconds.
 * @param nonce 8 bytes the gate drew for this one stamp: settles whether a commit took place.
 * @param eventTag the first 3 bytes of the event hash.
 */
public record Stamp(
    int slot,
    int ticketIndex,
    Direction direction,
    int number,
    Bytes gateTag,
    Instant at,
    Bytes nonce,
    Bytes eventTag) {}
