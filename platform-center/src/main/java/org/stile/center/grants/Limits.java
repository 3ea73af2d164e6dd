package org.stile.center.grants;

import java.util.ArrayList;
import java.util.List;
import org.stile.center.grants.Facts.Payment;

/**
 * What must be held still while a limit is counted. Only where a limit applies, so that a sale
 * without limits has no queue.
 */
final class Limits {
  private Limits() {}

  /** Names of the locks one request needs, empty if it needs none. */
  static List<String> locks(Ask ask, Facts facts) {
    var locks = new ArrayList<String>();
    if (facts.rules().perChip().isPresent()) {
      locks.add("chip/" + ask.event() + "/" + ask.chip());
    }
    if (facts.rules().perPerson().isPresent()) {
      ask.person().ifPresent(person -> locks.add("person/" + ask.event() + "/" + person.hex()));
    }
    if (facts.payment() != Payment.NOT_NAMED) {
      ask.payment().ifPresent(payment -> locks.add(paymentLock(ask.seller(), payment)));
    }
    return locks;
  }

  /** The lock of a payment: a webhook and a request that names it must not miss each other. */
  static String paymentLock(long seller, String reference) {
    return "payment/" + seller + "/" + reference;
  }

  /** What no two requests of one transaction may share: each must see the other's seats. */
  static List<Object> claims(Ask ask) {
    var claims = new ArrayList<Object>();
    claims.add(new Claim("key", ask.seller(), ask.key()));
    claims.add(new Claim("chip", ask.event(), ask.chip()));
    ask.person().ifPresent(person -> claims.add(new Claim("person", ask.event(), person)));
    ask.payment().ifPresent(payment -> claims.add(new Claim("payment", ask.seller(), payment)));
    return claims;
  }

  private record Claim(String kind, long of, Object what) {}
}
