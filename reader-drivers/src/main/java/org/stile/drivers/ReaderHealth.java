package org.stile.drivers;

/**
 * How a reader has fared since it was opened.
 *
 * @param model what it says it is, for example "PN532 v1.6".
 * @param link how it is attached, for example "/dev/ttyAMA0 at 921600 baud".
 * @param commands answered so far.
 * @param faults commands that were not answered, or not in its protocol.
 * @param recoveries how often the recovery ladder brought it back.
 */
public record ReaderHealth(
    String model, String link, long commands, long faults, long recoveries) {}
