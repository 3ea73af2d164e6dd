package org.stile.core.sync.follow;

import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;

/** Something signed that the center has and the gate wants. */
public sealed interface Wanted {
  long version();

  /** SHA-256 of it, whole. */
  Bytes sha256();

  /** Bytes of it, whole. */
  int size();

  /** Where it is at the center, whole. */
  String path();

  /** A key set. */
  record KeySet(long version, Bytes sha256, int size, String path) implements Wanted {}

  /**
   * A master.
   *
   * @param deltaPath where a delta from the installed version is, if there is one.
   */
  record Master(
      EventId event, long version, Bytes sha256, int size, String path, Optional<String> deltaPath)
      implements Wanted {
    /** The same, to be fetched whole. */
    public Master whole() {
      return new Master(event, version, sha256, size, path, Optional.empty());
    }
  }
}
