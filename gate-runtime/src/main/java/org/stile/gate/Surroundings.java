package org.stile.gate;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a gate process finds around it.
 *
 * @param keys what is typed at a console arm.
 * @param screen for a console panel and its bell.
 * @param log where the log goes unless the configuration names a file.
 * @param system the unit's own clock.
 * @param nanoTime its monotonic one.
 * @param unitBoot which start of the unit this is (random(4), boot_id).
 * @param ageMillis how long the process has been there, negative if that cannot be told.
 * @param coloured whether {@code screen} shows colours.
 */
record Surroundings(
    InputStream keys,
    PrintStream screen,
    PrintStream log,
    InstantSource system,
    LongSupplier nanoTime,
    String unitBoot,
    LongSupplier ageMillis,
    boolean coloured) {}
