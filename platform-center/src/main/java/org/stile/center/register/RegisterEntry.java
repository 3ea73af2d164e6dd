package org.stile.center.register;

import java.time.Instant;
import java.util.Optional;

/**
 * One seat of the register.
 *
 * @param place as visitors are told it.
 * @param state FREE, BLOCKED, ALLOTTED, AWAITING_PAYMENT, GRANTED, ISSUED, SUSPENDED or REVOKED (a
 *     ticket that was taken back while its grant goes on).
 * @param seller whose it is to sell.
 * @param request the grant that holds it.
 * @param ticket its number.
 * @param since when the ticket's status changed last.
 */
public record RegisterEntry(
    int seat,
    String place,
    int type,
    String state,
    Optional<String> seller,
    Optional<Long> request,
    Optional<String> chip,
    Optional<Integer> ticket,
    Optional<Instant> since) {}
