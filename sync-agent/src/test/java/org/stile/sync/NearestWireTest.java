package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncTopic;
import org.stile.sync.NearestWire.Place;

/** Which of two brokers is gone to next; nothing here waits, time is what the knocker is told. */
class NearestWireTest {
  private static final URI NEAR = URI.create("tcp://unit:1883");
  private static final URI FAR = URI.create("tcp://center:1883");
  private static final long EVERY = NearestWire.KNOCK_EVERY_MS;

  private final Broker near = new Broker();
  private final Broker far = new Broker();
  private final List<Knocking> knocks = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();
  private final Steady random = new Steady();
  private final NearestWire wire =
      new NearestWire(
          List.of(
              new Place(near, NEAR, URI.create("http://unit")),
              new Place(far, FAR, URI.create("http://center"))),
          (broker, firstMs, over, opened) ->
              knocks.add(new Knocking(broker, firstMs, over, opened)),
          random);

  private record Knocking(URI broker, long firstMs, BooleanSupplier over, Runnable opened) {}

  /** Draws the middle. */
  private static final class Steady implements RandomGenerator {
    @Override
    public long nextLong() {
      return -1;
    }

    @Override
    public double nextDouble() {
      return 0.5;
    }
  }

  private static final class Broker implements Wire {
    private int connects;
    private Listener listener;

    @Override
    public void connect(Bytes bootId, Listener listener) {
      connects++;
      this.listener = listener;
    }

    @Override
    public void publish(SyncTopic topic, Bytes payload) {}

    @Override
    public void goOn() {}

    @Override
    public void drop() {}

    @Override
    public void close() {}
  }

  private final Wire.Listener agent =
      new Wire.Listener() {
        @Override
        public void connected(Bytes bootId) {}

        @Override
        public void lost(String why) {
          losses.add(why);
        }

        @Override
        public void received(String topic, Bytes payload) {}

        @Override
        public void published() {}
      };

  private void connect() {
    wire.connect(Bytes.EMPTY, agent);
  }

  /** Connects to the first; nobody answers there; connects to the second, which is well. */
  private void leaveTheFirst() {
    connect();
    near.listener.connected(Bytes.EMPTY);
    assertThat(wire.leave()).isTrue();
    connect();
    far.listener.connected(Bytes.EMPTY);
    wire.answered();
  }

  @Test
  void where_nobody_answers_it_goes_on_to_the_second_and_knocks_at_the_first_later() {
    leaveTheFirst();
    assertThat(far.connects).isEqualTo(1);
    assertThat(wire.center()).isEqualTo(URI.create("http://center"));
    assertThat(knocks).hasSize(1);
    assertThat(knocks.getFirst().broker()).isEqualTo(NEAR);
    assertThat(knocks.getFirst().firstMs()).isEqualTo(EVERY + 30_000);
  }

  @Test
  void the_more_often_the_first_opened_in_vain_the_more_seldom_it_is_tried() {
    leaveTheFirst();
    for (long most : List.of(120_000L, 240_000L, 300_000L, 300_000L)) {
      knocks.getLast().opened().run();
      assertThat(losses.getLast()).isEqualTo("the first broker opens again");
      leaveTheFirst();
      assertThat(knocks.getLast().firstMs()).isEqualTo(EVERY + most / 2);
    }
    // It answers again: forgotten, all of it.
    knocks.getLast().opened().run();
    connect();
    near.listener.connected(Bytes.EMPTY);
    wire.answered();
    leaveTheFirst();
    assertThat(knocks.getLast().firstMs()).isEqualTo(EVERY + 30_000);
  }

  @Test
  void one_that_opens_and_turns_the_gate_away_is_tried_more_seldom_too() {
    connect();
    near.listener.lost("refused");
    connect();
    far.listener.connected(Bytes.EMPTY);
    wire.answered();
    // It was not open, for all that is known: a knock will tell.
    assertThat(knocks.getLast().firstMs()).isEqualTo(EVERY);
    knocks.getLast().opened().run();
    connect();
    near.listener.lost("refused");
    connect();
    far.listener.connected(Bytes.EMPTY);
    assertThat(knocks.getLast().firstMs()).isEqualTo(EVERY + 30_000);
  }

  @Test
  void after_a_connection_on_which_somebody_answered_the_first_comes_first() {
    leaveTheFirst();
    far.listener.lost("cut");
    connect();
    assertThat(near.connects).isEqualTo(2);
    near.listener.connected(Bytes.EMPTY);
    wire.answered();
    near.listener.lost("cut");
    connect();
    assertThat(near.connects).isEqualTo(3);
  }

  @Test
  void a_knock_that_is_over_calls_nobody_back() {
    leaveTheFirst();
    far.listener.lost("cut");
    connect();
    near.listener.connected(Bytes.EMPTY);
    wire.answered();
    assertThat(knocks.getFirst().over().getAsBoolean()).isTrue();
    int before = losses.size();
    knocks.getFirst().opened().run();
    assertThat(losses).hasSize(before);
  }

  @Test
  void with_one_broker_there_is_nowhere_else_to_go() {
    var only =
        new NearestWire(
            List.of(new Place(near, NEAR, URI.create("http://unit"))),
            (_, _, _, _) -> {
              throw new AssertionError("nobody to knock at");
            },
            random);
    only.connect(Bytes.EMPTY, agent);
    near.listener.connected(Bytes.EMPTY);
    assertThat(only.leave()).isFalse();
    only.connect(Bytes.EMPTY, agent);
    assertThat(near.connects).isEqualTo(2);
  }
}
