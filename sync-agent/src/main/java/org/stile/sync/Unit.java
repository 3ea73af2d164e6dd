package org.stile.sync;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The unit the agent runs on; each of it may be missing. */
interface Unit {
  /** Which start of the unit this is. */
  Optional<String> bootId();

  /** Of the processor, degrees Celsius. */
  OptionalInt temperature();

  /** Whether the supply is too weak. */
  Optional<Boolean> underVoltage();

  /** Bytes left where {@code folder} is; 0 if nobody can say. */
  long diskFree(Path folder);
}
