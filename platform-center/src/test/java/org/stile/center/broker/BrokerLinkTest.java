package org.stile.center.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;

/** What a unit's log says of a broker that it does not come into. */
class BrokerLinkTest {
  @Test
  void a_broker_that_turns_it_away_is_no_network_that_is_down() {
    String said = "Received fatal alert: certificate_expired";
    assertThat(BrokerLink.reason(new MqttException(0x87)))
        .isEqualTo(
            "reason code 135: it turns our certificate away, as expired, revoked or of another"
                + " center; enrol again");
    assertThat(BrokerLink.reason(new MqttException(new SSLHandshakeException(said))))
        .startsWith(said)
        .contains("enrol again");
    assertThat(BrokerLink.reason(new MqttException(new ConnectException("Connection refused"))))
        .isEqualTo("Connection refused");
  }

  @Test
  void a_certificate_from_the_future_asks_for_a_look_at_the_clock() {
    var young = new CertificateNotYetValidException("NotBefore: tomorrow");
    var problem = new SSLHandshakeException("PKIX path validation failed");
    problem.initCause(new CertPathValidatorException("validity check failed", young));
    assertThat(BrokerLink.reason(new MqttException(problem)))
        .contains("PKIX path validation failed", "is the clock here right?");
  }
}
