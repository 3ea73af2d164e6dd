package org.stile.center.venue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.stile.core.Bytes;

/** For a flaw: what came in while the center was away is not found again. One thread. */
final class ForgetfulTables implements Forwarder.Tables {
  private final Forwarder.Tables real;
  private final BooleanSupplier connected;
  private final Set<Bytes> seen = new HashSet<>();
  private final Set<Bytes> forgotten = new HashSet<>();

  ForgetfulTables(Forwarder.Tables real, BooleanSupplier connected) {
    this.real = real;
    this.connected = connected;
  }

  @Override
  public List<LogState> logs() {
    List<LogState> logs = real.logs();
    logs.forEach(this::forget);
    return logs;
  }

  private void forget(LogState log) {
    for (byte[] message : real.messages(log.id(), 0, Integer.MAX_VALUE)) {
      Bytes hash = Bytes.copyOf(message).sha256();
      if (seen.add(hash) && !connected.getAsBoolean()) {
        forgotten.add(hash);
      }
    }
  }

  @Override
  public List<byte[]> messages(long log, long after, int countMax) {
    List<byte[]> messages = new ArrayList<>(real.messages(log, after, countMax));
    messages.removeIf(message -> forgotten.contains(Bytes.copyOf(message).sha256()));
    return messages;
  }

  @Override
  public void forwarded(long[] logs, long[] sequences) {
    real.forwarded(logs, sequences);
  }

  @Override
  public Forwarder.Installed installed() {
    return real.installed();
  }
}
