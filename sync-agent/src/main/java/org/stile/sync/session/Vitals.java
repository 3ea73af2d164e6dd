package org.stile.sync.session;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the unit is.
 *
 * @param wallMs what its clock says, ms since 1970.
 * @param readerFaults readers that failed, in the rows read since the agent started.
 * @param diskFree bytes left for the gate's data.
 * @param temperature of the processor, degrees Celsius, range [-100, 200].
 * @param underVoltage whether the supply was too weak.
 */
public record Vitals(
    long wallMs,
    long readerFaults,
    long diskFree,
    OptionalInt temperature,
    Optional<Boolean> underVoltage) {}
