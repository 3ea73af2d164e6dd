package org.stile.simulator.chip;

import java.util.OptionalInt;

/**
 * What every file has, whatever its kind.
 *
 * @param isoId its ISO/IEC 7816-4 file identifier, if the application has those.
 */
record FileSettings(CommMode mode, AccessRights rights, OptionalInt isoId) {}
