package org.stile.sync.session;

import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.follow.Wanted;

/** What a session wants done. */
public sealed interface Effect {
  /** A new connection; answered by Connected or Lost. */
  record Connect() implements Effect {}

  /** The connection is of no use: to be ended; answered by Lost. */
  record Drop(String why) implements Effect {}

  /**
   * Nobody has answered on this connection for long: it is to be left for another broker, if there
   * is one; answered by Lost if it was.
   */
  record Leave(String why) implements Effect {}

  /** QoS 1, not retained; answered by Published, or by Lost. */
  record Publish(SyncTopic topic, Bytes payload) implements Effect {}

  /** The rows after {@code after}, at most {@code limit}; answered by RowsRead. */
  record ReadRows(long after, int limit) implements Effect {}

  /** To be kept: the center has that log up to {@code sequence}. */
  record KeepAcknowledged(Bytes logId, long sequence) implements Effect {}

  /** To be kept: what other gates granted. */
  record KeepPassages(List<PeerPassage> passages) implements Effect {}

  /** To be kept: it is {@code wallMs} now. */
  record KeepTime(long wallMs) implements Effect {}

  /** To be fetched, judged and installed; answered by Downloaded. */
  record Download(Wanted wanted) implements Effect {}

  /** To be looked up; answered by HealthTaken. */
  record TakeHealth() implements Effect {}

  /** For the log. */
  record Note(String kind, String detail) implements Effect {}
}
