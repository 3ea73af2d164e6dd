package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.stile.center.db.Database;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

/** Gates of sample venues, enrolled and connected as real ones are. */
@ApplicationScoped
public class Fleet {
  private final Database database;
  private final Enrolments enrolments;
  private final Broker broker;
  private final People people;
  private final Samples samples;

  public Fleet(
      Database database, Enrolments enrolments, Broker broker, People people, Samples samples) {
    this.database = database;
    this.enrolments = enrolments;
    this.broker = broker;
    this.people = people;
    this.samples = samples;
  }

  /** An event at a venue of its own, and whose it is. */
  public record Ground(People.Person organizer, long event, long venue, List<GateName> gates) {}

  public Ground ground() {
    People.Person organizer = people.organizer();
    Samples.Sample sample = samples.published(organizer, 1_000);
    List<GateName> gates =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT name FROM gate WHERE venue_id = :venue ORDER BY name")
                    .bind("venue", sample.venue())
                    .map(
                        (row, _) ->
                            new GateName(
                                sample.venue(), new org.stile.core.id.GateId(row.getString(1))))
                    .list());
    return new Ground(organizer, sample.event(), sample.venue(), gates);
  }

  public Enrolments.Enrolled enrol(Ground ground, GateName gate) {
    return database.write(
        handle ->
            enrolments.enrol(
                handle,
                Samples.caller(ground.organizer()),
                gate.venue(),
                gate.gate().value(),
                Enrolments.DAYS_DEFAULT));
  }

  /** The broker's port, once the center hears gates. */
  public int port() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!broker.connected() || broker.port().isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the broker did not start");
      }
      Thread.sleep(20);
    }
    return broker.port().getAsInt();
  }

  /** A freshly enrolled gate, connected and listening. */
  public TestGate connect(Ground ground, GateName gate) throws Exception {
    return TestGate.connect(gate, port(), tls(enrol(ground, gate).pem())).listen();
  }

  /** What a bundle makes of a client. */
  public static SSLContext tls(String pem) throws Exception {
    PrivateKey key = null;
    List<X509Certificate> chain = new ArrayList<>();
    try (var parser = new PEMParser(new StringReader(pem))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PrivateKeyInfo info) {
          key = new JcaPEMKeyConverter().getPrivateKey(info);
        } else {
          chain.add(new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) part));
        }
      }
    }
    return TlsContexts.between(
        new GateAuthority.Issued(chain.getFirst(), chain.getLast(), Objects.requireNonNull(key)));
  }
}
