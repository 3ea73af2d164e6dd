package org.stile.core.sync.follow;

/** How a download ended. */
public enum Outcome {
  /** It is installed. */
  INSTALLED,
  /** It cannot be had or kept now: another try later. */
  UNREACHABLE,
  /** It came and is not what was said, or nobody believes it: no other try. */
  REFUSED
}
