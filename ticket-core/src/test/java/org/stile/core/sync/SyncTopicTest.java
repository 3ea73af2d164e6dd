package org.stile.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.id.GateId;
import org.stile.core.sync.SyncTopic.Channel;

class SyncTopicTest {
  @Test
  void a_topic_is_written_like_this() {
    assertThat(new SyncTopic(7, new GateId("north-1"), Channel.UP))
        .hasToString("stile/1/7/gate/north-1/up");
  }

  @Property
  void a_topic_is_read_as_it_was_written(
      @ForAll @LongRange(min = 1, max = SyncTopic.VENUE_MAX) long venue, @ForAll Channel channel) {
    var topic = new SyncTopic(venue, new GateId("0-" + "z".repeat(22)), channel);
    assertThat(SyncTopic.parse(topic.toString())).contains(topic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stile/1/7/gate/north-1",
        "stile/1/7/gate/north-1/up/",
        "stile/1/7/gate/north-1/UP",
        "stile/1/7/gate/-north/up",
        "stile/1/7/gate/North/up",
        "stile/1/7/gate//up",
        "stile/1/7/gate/+/up",
        "stile/1/07/gate/north-1/up",
        "stile/1/0/gate/north-1/up",
        "stile/1/+7/gate/north-1/up",
        "stile/1/9007199254740992/gate/north-1/up",
        "stile/1/99999999999999999999/gate/north-1/up",
        "stile/2/7/gate/north-1/up",
        "stile/1/7/gate/north-1/up\n",
        "/stile/1/7/gate/north-1/up",
        "$share/ingest/stile/1/7/gate/north-1/up",
        "stile/1/7/gate/aaaaaaaaaaaaaaaaaaaaaaaaa/up"
      })
  void nothing_else_is_a_topic(String text) {
    assertThat(SyncTopic.parse(text)).isEmpty();
  }

  @Test
  void venues_are_counted_from_one() {
    assertThatThrownBy(() -> new SyncTopic(0, new GateId("a"), Channel.UP))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
