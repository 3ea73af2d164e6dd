package org.stile.center.grants;

import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/**
 * A request as a seller makes it, before anything is decided.
 *
 * @param actor as the audit log names who asks.
 * @param chip the chip the tickets are for.
 * @param person keyed hash of the seller's word for the buyer.
 * @param payment the payment provider's reference.
 * @param key the seller's idempotency key: a second request with it is the first one again.
 * @param fingerprint of all that was asked, 32 bytes: another one under the same key is an error.
 */
public record Ask(
    long event,
    long seller,
    String actor,
    ChipId chip,
    Optional<Bytes> person,
    Wish wish,
    Optional<String> payment,
    Optional<Holder> holder,
    String key,
    Bytes fingerprint) {}
