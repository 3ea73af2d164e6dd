package org.stile.center.ingest;

/**
 * A grant, by its row.
 *
 * @param log the database's number for the log.
 */
record PassageKey(long log, long sequence) {}
