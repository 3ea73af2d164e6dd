package org.stile.center.masters;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.web.Caller;
import org.stile.center.web.Scope;

/** What pages tell of an event's newest master. */
@ApplicationScoped
public class NewestMaster {
  NewestMaster() {}

  /**
   * A master in a few words.
   *
   * @param size in bytes.
   */
  public record Summary(long version, String sha256, int size, Instant publishedAt) {}

  /** Of an event the caller is known to see; empty if there is none, or it is not the caller's. */
  public Optional<Summary> of(Handle handle, Caller caller, long event) {
    if (!caller.may(Scope.MASTERS_READ)) {
      return Optional.empty();
    }
    return MasterStore.head(handle, event)
        .map(
            head ->
                new Summary(head.version(), head.sha256().hex(), head.size(), head.createdAt()));
  }
}
