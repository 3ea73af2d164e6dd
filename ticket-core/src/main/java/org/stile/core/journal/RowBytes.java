package org.stile.core.journal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.id.TicketId;

/**
 * The bytes a row is hashed as (docs/reference/journal.md, "Chain"): every field once, in a fixed
 * order, each of fixed length or preceded by its length, so that no two rows have the same bytes.
 */
public final class RowBytes {
  private static final int VERSION = 1;
  private static final byte[] GENESIS = "stile-journal-1".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
  private final DataOutputStream out = new DataOutputStream(bytes);

  private RowBytes() {}

  /**
   * What stands before the first row: names the log, so that rows of two logs never interchange.
   */
  public static Bytes genesis(Bytes logId, String gate) {
    byte[] name = gate.getBytes(StandardCharsets.UTF_8);
    return sha256(GENESIS, logId.toArray(), name);
  }

  /** SHA-256 over the hash before and the row (its own {@code hash} is not looked at). */
  public static Bytes hash(Bytes before, JournalRow row) {
    return sha256(before.toArray(), of(row));
  }

  /** The row as it is hashed. */
  static byte[] of(JournalRow row) {
    try {
      return new RowBytes().row(row);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private byte[] row(JournalRow row) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(row.sequence());
    run(row.bootId());
    out.writeLong(row.monotonicNanos());
    out.writeByte(row.entry().lane());
    out.writeLong(row.entry().at().now().toEpochMilli());
    text(row.entry().at().trust().name());
    switch (row.entry()) {
      case JournalEntry.Granted granted -> granted(granted);
      case JournalEntry.Progress progress -> {
        text("PROGRESS");
        out.writeLong(progress.about());
        text(progress.outcome().name());
        text(progress.detail());
      }
      case JournalEntry.Refused refused -> {
        text("REFUSED");
        ticket(refused.ticket());
        chip(refused.chip());
        text(refused.code());
        text(refused.detail());
      }
      case JournalEntry.Incident incident -> {
        text("INCIDENT");
        text(incident.kind());
        text(incident.detail());
      }
    }
    return bytes.toByteArray();
  }

  private void granted(JournalEntry.Granted granted) throws IOException {
    text("GRANTED");
    ticket(Optional.of(granted.ticket()));
    text(granted.direction().name());
    out.writeInt(granted.number());
    chip(Optional.of(granted.chip()));
    out.writeByte(granted.slot());
    run(granted.nonce());
    out.writeBoolean(granted.debits());
    out.writeInt(granted.seatType());
    out.writeInt(granted.zone());
    out.writeBoolean(granted.clockDoubted());
  }

  private void ticket(Optional<TicketId> ticket) throws IOException {
    out.writeBoolean(ticket.isPresent());
    if (ticket.isPresent()) {
      out.writeLong(ticket.get().event().value());
      out.writeInt(ticket.get().index());
    }
  }

  private void chip(Optional<ChipId> chip) throws IOException {
    out.writeBoolean(chip.isPresent());
    if (chip.isPresent()) {
      run(chip.get().uid());
    }
  }

  private void text(String text) throws IOException {
    run(Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void run(Bytes run) throws IOException {
    out.writeShort(run.length()); // Texts are at most 200 characters: 800 bytes.
    out.write(run.toArray());
  }

  private static Bytes sha256(byte[]... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
