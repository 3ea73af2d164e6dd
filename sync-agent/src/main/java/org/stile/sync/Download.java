package org.stile.sync;

import org.stile.cache.MasterException;
import org.stile.core.Bytes;
import org.stile.core.master.MasterCodec;
import org.stile.core.sync.follow.Outcome;
import org.stile.core.sync.follow.Wanted;
import org.stile.sync.Fetch.Fetched;

/** Fetches what is wanted on one thread, and installs it on another: that which owns masters. */
final class Download {
  private final Source source;
  private final Masters masters;
  private final SyncLog log;

  /** Where it comes from: the center, over HTTP. */
  interface Source {
    /**
     * Fetches what is at {@code path}.
     *
     * @param lengthMax more than so many bytes are not taken.
     */
    Fetched get(String path, int lengthMax);
  }

  Download(Source source, Masters masters, SyncLog log) {
    this.source = source;
    this.masters = masters;
    this.log = log;
  }

  /** On a thread of its own. */
  Fetched fetch(Wanted wanted) {
    try {
      return wanted instanceof Wanted.Master master && master.deltaPath().isPresent()
          ? source.get(master.deltaPath().get(), MasterCodec.SIGNED_LENGTH_MAX)
          : source.get(wanted.path(), wanted.size());
    } catch (RuntimeException e) {
      return new Fetched.Unreachable(String.valueOf(e));
    }
  }

  /** On the thread that owns the masters. */
  Outcome install(Wanted wanted, Fetched fetched) throws MasterException {
    return switch (fetched) {
      case Fetched.Whole(Bytes signed) -> install(wanted, signed);
      case Fetched.NotThat(String why) -> {
        log.note("NOT-THERE", Masters.name(wanted) + ": " + why);
        yield Outcome.REFUSED;
      }
      case Fetched.Unreachable(String why) -> {
        log.note("NOT-REACHED", Masters.name(wanted) + ": " + why);
        yield Outcome.UNREACHABLE;
      }
    };
  }

  private Outcome install(Wanted wanted, Bytes signed) throws MasterException {
    boolean whole = !(wanted instanceof Wanted.Master master) || master.deltaPath().isEmpty();
    if (whole && (signed.length() != wanted.size() || !signed.sha256().equals(wanted.sha256()))) {
      log.note("WRONG-CONTENT", Masters.name(wanted) + " is not what was announced");
      return Outcome.REFUSED;
    }
    return masters.install(wanted, signed);
  }
}
