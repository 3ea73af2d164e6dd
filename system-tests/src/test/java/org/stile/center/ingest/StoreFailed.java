package org.stile.center.ingest;

/** What PostgreSQL throws when a statement or a commit fails, in memory. */
public final class StoreFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreFailed(String what) {
    super(what);
  }
}
