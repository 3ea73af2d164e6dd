package org.stile.center.broker;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.stile.center.broker.BrokerDoor.Whose;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;

/**
 * Ends the connection of a gate or unit that asks to hear what is not its own, before the broker
 * acts on it: when it refuses a place in a shared subscription, it takes the subscription's queue
 * away from those who had one, and the center would hear nobody any more. Any thread.
 */
final class OwnTopics implements MQTTInterceptor {
  private final BrokerDoor.Alarm alarm;

  /**
   * @param alarm is told who asked for what.
   */
  OwnTopics(BrokerDoor.Alarm alarm) {
    this.alarm = alarm;
  }

  @Override
  public boolean intercept(MqttMessage packet, RemotingConnection connection) {
    List<String> topics =
        switch (packet) {
          case MqttSubscribeMessage subscribe ->
              subscribe.payload().topicSubscriptions().stream()
                  .map(each -> each.topicFilter())
                  .toList();
          case MqttUnsubscribeMessage unsubscribe -> unsubscribe.payload().topics();
          default -> List.of();
        };
    if (topics.isEmpty()) {
      return true;
    }
    // Only the center comes in under another client id than a gate's or a unit's.
    String client = String.valueOf(connection.getClientID());
    OptionalLong unit = UnitName.venue(client);
    if (unit.isPresent()) {
      long venue = unit.getAsLong();
      return areOwn(Whose.unitOf(venue), UnitName.filter(venue), topics);
    }
    Optional<GateName> gate = GateName.ofClient(client);
    return gate.isEmpty() || areOwn(Whose.of(gate.get()), down(gate.get()), topics);
  }

  private static String down(GateName gate) {
    return new SyncTopic(gate.venue(), gate.gate(), Channel.DOWN).toString();
  }

  private boolean areOwn(Whose whose, String own, List<String> topics) {
    for (String topic : topics) {
      if (!topic.equals(own)) {
        String shown = topic.length() <= 80 ? topic : topic.substring(0, 80);
        alarm.raise(whose, Incidents.Kind.FOREIGN_TOPIC, "hear " + shown, "asked to hear " + shown);
        return false;
      }
    }
    return true;
  }
}
