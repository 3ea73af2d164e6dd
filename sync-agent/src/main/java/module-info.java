/** The gate's only network user: journal up, masters and peers' passages down; no device. */
@org.jspecify.annotations.NullMarked
module org.stile.sync {
  requires static transitive org.jspecify;
  requires transitive org.stile.core;
  requires org.stile.cache;
  requires org.eclipse.paho.mqttv5.client;

  exports org.stile.sync.session;
}
