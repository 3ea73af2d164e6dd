package org.stile.center.board;

import org.jdbi.v3.core.Handle;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;

/** Whose an event is. */
final class OwnEvent {
  private OwnEvent() {}

  /** 404 unless the event is of the caller's organizer. */
  static void demand(Handle handle, Caller caller, long event) {
    boolean own =
        handle
            .createQuery(
                """
                SELECT EXISTS (SELECT FROM event WHERE id = :event AND organizer_id = :organizer)
                """)
            .bind("event", event)
            .bind("organizer", caller.organizer())
            .mapTo(boolean.class)
            .one();
    if (!own) {
      throw Problem.notFound("event");
    }
  }
}
