package org.stile.cache;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.Trusted;

/**
 * What the sync agent keeps: what the center published, what peers granted, how far uploads came,
 * and the time. Every call is one transaction that is durable when it returns, but for passages of
 * peers, of which a power cut may take the last. One thread.
 */
public interface MasterFile extends AutoCloseable {
  /** The damaged file this one replaced when it was opened, if there was one. */
  Optional<Path> setAside();

  /** Installs a newer key set; the same one again changes nothing. */
  Trusted<KeySet> installKeySet(Bytes signed) throws MasterException;

  /** Installs a newer master, if the key set believes it. */
  Trusted<SignedMaster> install(Bytes signedMaster) throws MasterException;

  /** Installs what {@code signedDelta} makes of the master of {@code event} that is there. */
  Trusted<SignedMaster> installDelta(EventId event, Bytes signedDelta) throws MasterException;

  /** The installed versions. */
  Map<EventId, Long> versions() throws MasterException;

  /** The version of the installed key set; 0 if there is none. */
  long keySetVersion() throws MasterException;

  /**
   * Takes note of passages elsewhere; what is known already, or known better, stays.
   *
   * @param passages at most {@link MasterStore#PEERS_MAX}.
   */
  void recordPeers(List<PeerPassage> passages) throws MasterException;

  /**
   * All rows of {@code logId} up to {@code sequence} are at the center. A lower number than before
   * changes nothing; whether it can be true, the caller has checked.
   */
  void acknowledged(Bytes logId, long sequence) throws MasterException;

  /** The last sequence the center acknowledged of {@code logId}; 0 if none. */
  long acknowledged(Bytes logId) throws MasterException;

  /** Somebody who knows said what time it is. */
  void tellTime(TimeAnchor anchor) throws MasterException;

  /** Gives back memory that only makes the next call quicker. */
  default void giveBack() throws MasterException {}

  @Override
  void close() throws MasterException;
}
