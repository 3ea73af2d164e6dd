package org.stile.sync;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Why a connection was not begun, where that is not the network's fault: in words for people. */
final class Refusal {
  private static final String SEE = " (docs/how-to/enrol-a-gate.md, \"Turned away\")";

  /** MQTT 5.0 §3.2.2.2: client identifier not valid, bad user name or password, not authorized. */
  private static final Set<Integer> NOT_THIS_ONE = Set.of(0x85, 0x86, 0x87);

  private static final String ALERT = "Received fatal alert: "; // As Java words it.

  private Refusal() {}

  /** What to say of it; empty: it is no refusal. */
  static Optional<String> of(Throwable why) {
    for (Throwable each = why; each != null; each = each.getCause()) {
      String text = String.valueOf(each.getMessage());
      if (each instanceof SSLException && text.contains(ALERT)) {
        return Optional.of(
            "the broker turns this gate's certificate away, "
                + text.substring(text.indexOf(ALERT) + ALERT.length())
                + SEE);
      }
      if (each instanceof CertificateException || each instanceof CertPathValidatorException) {
        return Optional.of("this gate does not believe the broker's certificate" + SEE);
      }
      if (each instanceof MqttException mqtt && NOT_THIS_ONE.contains(mqtt.getReasonCode())) {
        return Optional.of("the broker turns this gate away" + SEE);
      }
    }
    return Optional.empty();
  }
}
