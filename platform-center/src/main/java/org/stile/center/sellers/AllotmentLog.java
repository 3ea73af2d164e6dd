package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.web.Caller;

/** Changes of who has which seats, in the audit log. */
@ApplicationScoped
class AllotmentLog {
  /** A selection of more pieces is told by its size and ends: a log row stays a row. */
  private static final int RANGES_MAX = 200;

  private final Audit audit;

  AllotmentLog(Audit audit) {
    this.audit = audit;
  }

  void record(Handle handle, Caller caller, long event, String action, long seller, Cells cells) {
    record(handle, caller, event, action, OptionalLong.of(seller), cells);
  }

  void record(Handle handle, Caller caller, long event, String action, Cells cells) {
    record(handle, caller, event, action, OptionalLong.empty(), cells);
  }

  private void record(
      Handle handle, Caller caller, long event, String action, OptionalLong seller, Cells cells) {
    var shown = cells.ranges().stream().limit(RANGES_MAX).toList();
    audit.record(
        handle,
        caller.actor(),
        caller.organizerId(),
        seller,
        action,
        "event:" + event,
        Map.of("seats", cells.size(), "cells", shown, "ranges", cells.ranges().size()));
  }
}
