package org.stile.cache;

import org.stile.core.id.EventId;
import org.stile.core.trust.Trusted.Reason;

/** What keeps a gate from the masters it should have; for panel, health and log. */
public sealed interface MasterTrouble {
  /** Nothing was ever installed on this gate. */
  record NothingInstalled() implements MasterTrouble {}

  /** In use from an earlier file; the one that took its place does not have it yet. */
  record NotInstalled(EventId event) implements MasterTrouble {}

  /** The file is damaged or cannot be read; what was loaded before stays in use. */
  record Unreadable(String detail) implements MasterTrouble {}

  /** What is installed is not believed (any more): {@code what} is an event or the key set. */
  record NotBelieved(String what, Reason reason, String detail) implements MasterTrouble {}

  /** What is installed is older than what this gate already goes by; it keeps the newer one. */
  record Older(String what, long installed, long inUse) implements MasterTrouble {}
}
