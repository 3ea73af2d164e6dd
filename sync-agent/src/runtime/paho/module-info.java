/** What Paho's jar does not say of itself, so that it can be linked into the agent's runtime. */
module org.eclipse.paho.mqttv5.client {
  requires java.logging;

  exports org.eclipse.paho.mqttv5.client;
  exports org.eclipse.paho.mqttv5.client.persist;
  exports org.eclipse.paho.mqttv5.common;
  exports org.eclipse.paho.mqttv5.common.packet;

  uses org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;

  provides org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory with
      org.eclipse.paho.mqttv5.client.internal.TCPNetworkModuleFactory,
      org.eclipse.paho.mqttv5.client.internal.SSLNetworkModuleFactory;
}
