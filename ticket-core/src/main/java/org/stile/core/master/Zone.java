package org.stile.core.master;

/**
 * A part of the venue that is reached through certain gates.
 *
 * @param number range [0, 255].
 * @param name as staff and signs say it.
 * @param guidance how to get there from the gate.
 */
public record Zone(int number, String name, Guidance guidance) {}
