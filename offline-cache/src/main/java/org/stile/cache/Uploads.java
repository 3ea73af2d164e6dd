package org.stile.cache;

import org.stile.core.Bytes;

/** How far the center has the rows of a journal. Any thread. */
@FunctionalInterface
public interface Uploads {
  /** Nothing was ever acknowledged. */
  Uploads NONE = logId -> 0;

  /** The last sequence the center acknowledged of log {@code logId}; 0 if none, or not known. */
  long acknowledged(Bytes logId);
}
