package org.stile.center.grants;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlans;

/** Opens the counter when the center starts. */
final class GrantBeans {
  GrantBeans() {}

  @Produces
  @Singleton
  Requests requests(
      Database database,
      SeatPlans plans,
      Holders holders,
      InstantSource clock,
      SecureRandom random) {
    return new Requests(database, plans::ofEvent, holders::keep, clock, random);
  }

  void close(@Disposes Requests requests) {
    requests.close();
  }
}
