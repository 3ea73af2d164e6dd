package org.stile.drivers.pn532;

import java.util.concurrent.atomic.AtomicLong;

/** What a reader has gone through since it was made; read from any thread. */
final class Tally {
  final AtomicLong commands = new AtomicLong();
  final AtomicLong faults = new AtomicLong();
  final AtomicLong recoveries = new AtomicLong();
}
