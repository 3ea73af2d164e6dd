package org.stile.core.master;

import org.stile.core.Bytes;

/**
 * A master and the signed bytes that say it.
 *
 * @param master the content.
 * @param bytes as published, kept and used as base of a delta.
 */
public record SignedMaster(EventMaster master, Bytes bytes) {}
