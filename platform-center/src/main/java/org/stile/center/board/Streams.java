package org.stile.center.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.stile.center.web.Problem;

/**
 * The open streams of this node. Messages are written once for all viewers of an event; those who
 * came since the last one are told the whole board, the others what changed. Any thread; one at a
 * time speaks.
 */
@ApplicationScoped
class Streams {
  /** Of a few KiB each while they keep up; more than a control room and its phones. */
  static final int VIEWERS_MAX = 500;

  /** Something is said at least that often, so that silence means a dead stream. */
  static final Duration PULSE_EVERY = Duration.ofSeconds(5);

  /** How long a browser waits before it asks again, at the least. */
  private static final long RECONNECT_MS = 1_500;

  private final ObjectMapper json;
  private final BoardMeters meters;
  private final Map<Long, Audience> audiences = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private Instant kept = Instant.EPOCH;

  Streams(ObjectMapper json, BoardMeters meters) {
    this.json = json;
    this.meters = meters;
    meters.viewers(count);
  }

  /** Why a stream ends; the browser acts by it. */
  enum Last {
    /** It has gone on long enough; ask again. */
    RENEW,
    /** Who asked may not see it any more. */
    SIGNED_OUT,
    TOO_SLOW,
    EVENT_GONE,
    NODE_STOPS
  }

  /** Those who look at one event. */
  private static final class Audience {
    private final List<Viewer> newcomers = new CopyOnWriteArrayList<>();
    private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
    private final Sse sse;
    private boolean said;
    private Instant asOf = Instant.EPOCH;

    Audience(Sse sse) {
      this.sse = sse;
    }

    int size() {
      return newcomers.size() + viewers.size();
    }
  }

  /** Adds a viewer, who is told the whole board next. */
  void join(long event, Viewer viewer, Sse sse) {
    if (count.incrementAndGet() > VIEWERS_MAX) {
      count.decrementAndGet();
      throw new Problem(
          503, "too-many-viewers", "This node has as many streams as it can.", List.of());
    }
    audiences.compute(
        event,
        (_, known) -> {
          Audience audience = known == null ? new Audience(sse) : known;
          audience.newcomers.add(viewer);
          return audience;
        });
  }

  int viewers(long event) {
    Audience audience = audiences.get(event);
    return audience == null ? 0 : audience.size();
  }

  /** Tells newcomers the board, and the others what changed. */
  synchronized void tell(long event, BoardView board, Change change) {
    Audience audience = audiences.get(event);
    if (audience == null) {
      return;
    }
    audience.asOf = board.asOf();
    if (!change.nothing()) {
      Viewer.Message message = message(audience.sse, "change", change);
      audience.viewers.forEach(viewer -> send(audience, viewer, message));
      audience.said = true;
    }
    List<Viewer> newcomers = List.copyOf(audience.newcomers);
    if (!newcomers.isEmpty()) {
      Viewer.Message whole = message(audience.sse, "board", board);
      for (Viewer viewer : newcomers) {
        audience.newcomers.remove(viewer);
        audience.viewers.add(viewer);
        send(audience, viewer, whole);
        if (viewer.over(board.asOf())) {
          end(audience, viewer, Last.RENEW); // It asked for the beginning alone.
        }
      }
    }
  }

  /** Tells all viewers of an event that its numbers cannot be read at the moment. */
  synchronized void trouble(long event) {
    Audience audience = audiences.get(event);
    if (audience != null) {
      Viewer.Message message =
          message(audience.sse, "trouble", Map.of("why", "The center cannot reach its database."));
      audience.viewers.forEach(viewer -> send(audience, viewer, message));
      audience.newcomers.forEach(viewer -> send(audience, viewer, message));
      audience.said = true;
    }
  }

  /** Says something where nothing was said for a while; looks who is still there, and may be. */
  synchronized void keep(Instant now) {
    if (!now.isBefore(kept) && Duration.between(kept, now).compareTo(PULSE_EVERY) < 0) {
      return;
    }
    kept = now;
    for (var entry : List.copyOf(audiences.entrySet())) {
      Audience audience = entry.getValue();
      if (!audience.said) {
        Viewer.Message pulse = message(audience.sse, "pulse", Map.of("asOf", audience.asOf));
        audience.viewers.forEach(viewer -> send(audience, viewer, pulse));
      }
      audience.said = false;
      List<Viewer> there = new ArrayList<>(audience.viewers);
      there.addAll(audience.newcomers);
      // Asking the database may take its time; the board does not wait for it.
      Thread.startVirtualThread(() -> there.forEach(viewer -> check(audience, viewer, now)));
      audiences.computeIfPresent(entry.getKey(), (_, known) -> known.size() == 0 ? null : known);
    }
  }

  private void check(Audience audience, Viewer viewer, Instant now) {
    if (viewer.gone()) {
      remove(audience, viewer);
    } else if (viewer.over(now)) {
      end(audience, viewer, Last.RENEW);
    } else if (!allowed(viewer)) {
      end(audience, viewer, Last.SIGNED_OUT);
    }
  }

  private static boolean allowed(Viewer viewer) {
    try {
      return viewer.allowed();
    } catch (RuntimeException e) {
      return true; // The database is away: so are news, and the page says that.
    }
  }

  private void send(Audience audience, Viewer viewer, Viewer.Message message) {
    switch (viewer.send(message)) {
      case YES -> {}
      case GONE -> remove(audience, viewer);
      case BEHIND -> {
        meters.dropped();
        end(audience, viewer, Last.TOO_SLOW);
      }
    }
  }

  private void end(Audience audience, Viewer viewer, Last why) {
    remove(audience, viewer);
    viewer.end(last(audience.sse, why));
  }

  private void remove(Audience audience, Viewer viewer) {
    if (audience.viewers.remove(viewer) || audience.newcomers.remove(viewer)) {
      count.decrementAndGet();
    }
  }

  /** Ends all streams of an event. */
  void end(long event, Last why) {
    Audience audience = audiences.get(event);
    if (audience != null) {
      List<Viewer> there = new ArrayList<>(audience.viewers);
      there.addAll(audience.newcomers);
      there.forEach(viewer -> end(audience, viewer, why));
    }
  }

  void endAll(Last why) {
    List.copyOf(audiences.keySet()).forEach(event -> end(event, why));
  }

  private Viewer.Message last(Sse sse, Last why) {
    return message(sse, "end", Map.of("why", why.name().toLowerCase(Locale.ROOT)));
  }

  private Viewer.Message message(Sse sse, String name, Object content) {
    try {
      String data = json.writeValueAsString(content);
      OutboundSseEvent event =
          sse.newEventBuilder()
              .name(name)
              .reconnectDelay(RECONNECT_MS)
              .mediaType(MediaType.TEXT_PLAIN_TYPE)
              .data(String.class, data)
              .build();
      return new Viewer.Message(event, data.length());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a board is plain data", e);
    }
  }
}
