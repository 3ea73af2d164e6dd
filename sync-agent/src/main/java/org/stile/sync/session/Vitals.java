package org.stile.sync.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.sync.InstalledVersion;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.follow.Upload;

/**
 * How the unit is.
 *
 * @param wallMs what its clock says, ms since 1970.
 * @param readerFaults readers that failed, in the rows read since the agent started.
 * @param diskFree bytes left for the gate's data.
 * @param temperature of the processor, degrees Celsius, range [-100, 200].
 * @param underVoltage whether the supply was too weak.
 * @param gateRuns whether the gate's program holds its journal.
 */
public record Vitals(
    long wallMs,
    long readerFaults,
    long diskFree,
    OptionalInt temperature,
    Optional<Boolean> underVoltage,
    Optional<Boolean> gateRuns) {
  /** What is told of it, with how far the journal is and what is installed. */
  Health message(
      Bytes bootId,
      Upload upload,
      List<InstalledVersion> installed,
      Optional<Trust> trust,
      OptionalLong told) {
    return new Health(
        upload.logId(),
        bootId,
        upload.last(),
        upload.unsynced(),
        installed,
        trust,
        wallMs,
        readerFaults,
        diskFree,
        temperature,
        underVoltage,
        told,
        gateRuns);
  }
}
