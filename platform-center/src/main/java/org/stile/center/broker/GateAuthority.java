package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.BigIntegers;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.keys.Vault;
import org.stile.core.Bytes;

/**
 * The small certificate authority of the gates' broker: P-256, its key made of the vault's secret,
 * so that every node has it and no further file need be kept. Any thread.
 */
@ApplicationScoped
public class GateAuthority {
  /** Organizational units: what a certificate of ours is for. */
  static final String VENUE_UNIT = "stile-venue-";

  static final String CENTER_UNIT = "stile-center";

  static final String UNIT_UNIT = "stile-unit-";

  private static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);

  /** Clocks of gates are off; a certificate is good a little before it is made. */
  static final Duration BACKDATED = Duration.ofDays(1);

  private static final String ALGORITHM = "SHA256withECDSA";
  private static final X500Name NAME = name("Stile gates", "stile-authority");

  private final Database database;
  private final Vault vault;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Optional<Issued> ofUnit;

  @Inject
  GateAuthority(
      Database database, Vault vault, SecureRandom random, InstantSource clock, CenterRole role) {
    this(database, vault, random, clock, role.unit().map(UnitBundle::own));
  }

  /** That of a center. */
  public GateAuthority(Database database, Vault vault, SecureRandom random, InstantSource clock) {
    this(database, vault, random, clock, Optional.empty());
  }

  private GateAuthority(
      Database database,
      Vault vault,
      SecureRandom random,
      InstantSource clock,
      Optional<Issued> ofUnit) {
    this.database = database;
    this.vault = vault;
    this.random = random;
    this.clock = clock;
    this.ofUnit = ofUnit;
  }

  /** A certificate, its chain's end, and its private key. */
  public record Issued(X509Certificate certificate, X509Certificate authority, PrivateKey key) {}

  /**
   * The authority's own certificate, of the key that this vault gives; the first call of all makes
   * it, and the first after a vault was lost makes another.
   */
  public X509Certificate certificate() {
    if (ofUnit.isPresent()) {
      return ofUnit.get().authority();
    }
    SubjectPublicKeyInfo key = publicKey();
    return converted(
        database
            .read(handle -> ofKey(handle, key))
            .orElseGet(() -> database.write(handle -> made(handle, key))));
  }

  /** This authority and those of vaults that were lost: lost is not stolen. */
  public List<X509Certificate> all() {
    X509Certificate newest = certificate();
    return ofUnit.isPresent()
        ? List.of(newest)
        : database.read(GateAuthority::stored).stream().map(GateAuthority::converted).toList();
  }

  private X509CertificateHolder made(Handle handle, SubjectPublicKeyInfo key) {
    handle.execute("LOCK TABLE gate_authority IN SHARE ROW EXCLUSIVE MODE"); // One for all nodes.
    Optional<X509CertificateHolder> there = ofKey(handle, key);
    if (there.isPresent()) {
      return there.get();
    }
    handle
        .createUpdate(
            "INSERT INTO gate_authority (certificate, created_at) VALUES (:certificate, :now)")
        .bind("certificate", own(key))
        .bind("now", clock.instant())
        .execute();
    return ofKey(handle, key).orElseThrow();
  }

  private static Optional<X509CertificateHolder> ofKey(Handle handle, SubjectPublicKeyInfo key) {
    return stored(handle).stream()
        .filter(certificate -> certificate.getSubjectPublicKeyInfo().equals(key))
        .findFirst();
  }

  /** Signs something for gates, which know the authority that certified them. */
  public Bytes sign(Bytes message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key());
      signature.update(message.toArray());
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the authority's key cannot sign", e);
    }
  }

  /** A certificate for a gate, with a fresh key. */
  Issued forGate(GateName gate, Duration life) {
    KeyPair pair = freshPair();
    return new Issued(forGate(gate, pair.getPublic(), life), certificate(), pair.getPrivate());
  }

  /** A certificate for a gate, of a key that it has. */
  X509Certificate forGate(GateName gate, PublicKey key, Duration life) {
    return issue(
        name(gate.gate().value(), VENUE_UNIT + gate.venue()),
        life,
        List.of(),
        key,
        KeyPurposeId.id_kp_clientAuth);
  }

  /** A certificate for a venue's unit: at the center's broker, and for the unit's own. */
  Issued forUnit(long venue, List<String> names, Duration life) {
    KeyPair pair = freshPair();
    var all = new ArrayList<>(names);
    all.add("localhost");
    all.add("127.0.0.1");
    X509Certificate certificate =
        issue(
            name("venue", UNIT_UNIT + venue),
            life,
            all,
            pair.getPublic(),
            KeyPurposeId.id_kp_serverAuth,
            KeyPurposeId.id_kp_clientAuth);
    return new Issued(certificate, certificate(), pair.getPrivate());
  }

  /**
   * A certificate for a node of the center at brokers, and for its own broker. A venue's unit has
   * one for both already.
   */
  Issued forNode(List<String> names, Duration life) {
    if (ofUnit.isPresent()) {
      return ofUnit.get();
    }
    KeyPair pair = freshPair();
    X509Certificate certificate =
        issue(
            name("center", CENTER_UNIT),
            life,
            names,
            pair.getPublic(),
            KeyPurposeId.id_kp_serverAuth,
            KeyPurposeId.id_kp_clientAuth);
    return new Issued(certificate, certificate(), pair.getPrivate());
  }

  /** The list of certificates that are revoked, for brokers that cannot ask the database. */
  X509CRLHolder revocations(Map<BigInteger, Instant> revoked, Duration life) {
    certificate(); // Nothing is signed by an authority that nobody knows.
    Instant now = clock.instant();
    var builder = new X509v2CRLBuilder(NAME, Date.from(now.minus(BACKDATED)));
    builder.setNextUpdate(Date.from(now.plus(life)));
    revoked.forEach(
        (serial, at) -> builder.addCRLEntry(serial, Date.from(at), CRLReason.unspecified));
    try {
      return builder.build(new JcaContentSignerBuilder(ALGORITHM).build(key()));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform signs with P-256", e);
    }
  }

  private X509Certificate issue(
      X500Name subject, Duration life, List<String> names, PublicKey key, KeyPurposeId... uses) {
    certificate(); // Nothing is signed by an authority that nobody knows.
    try {
      var builder =
          builder(NAME, subject, life, SubjectPublicKeyInfo.getInstance(key.getEncoded()))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(uses));
      if (!names.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      }
      return sign(builder);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform makes P-256 certificates", e);
    }
  }

  private KeyPair freshPair() {
    try {
      return pair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  private SubjectPublicKeyInfo publicKey() {
    var point = ECNamedCurveTable.getParameterSpec("P-256").getG().multiply(scalar()).normalize();
    return new SubjectPublicKeyInfo(
        new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
            org.bouncycastle.asn1.x9.X9ObjectIdentifiers.id_ecPublicKey,
            org.bouncycastle.asn1.sec.SECObjectIdentifiers.secp256r1),
        point.getEncoded(false));
  }

  private byte[] own(SubjectPublicKeyInfo key) {
    try {
      return sign(builder(NAME, NAME, AUTHORITY_LIFE, key)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)))
          .getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform makes P-256 certificates", e);
    }
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, Duration life, SubjectPublicKeyInfo key) {
    Instant now = clock.instant();
    return new X509v3CertificateBuilder(
        issuer,
        new BigInteger(127, random).setBit(126), // RFC 5280 §4.1.2.2: positive, under 20 bytes.
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(life)),
        subject,
        key);
  }

  private X509Certificate sign(X509v3CertificateBuilder builder) throws CertificateException {
    try {
      X509CertificateHolder signed =
          builder.build(new JcaContentSignerBuilder(ALGORITHM).build(key()));
      return new JcaX509CertificateConverter().getCertificate(signed);
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private PrivateKey key() throws GeneralSecurityException {
    var curve = ((ECPublicKey) pair().getPublic()).getParams();
    return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar(), curve));
  }

  /** FIPS 186-5 §A.2.1: a scalar from 128 bits more than the order has. */
  private BigInteger scalar() {
    var generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(
        HKDFParameters.skipExtractParameters(
            vault.secret("gate-authority").toArray(), new byte[] {'P', '2', '5', '6'}));
    byte[] wide = new byte[48];
    generator.generateBytes(wide, 0, wide.length);
    BigInteger order = ECNamedCurveTable.getParameterSpec("P-256").getN();
    BigInteger drawn = BigIntegers.fromUnsignedByteArray(wide);
    java.util.Arrays.fill(wide, (byte) 0);
    return drawn.mod(order.subtract(BigInteger.ONE)).add(BigInteger.ONE);
  }

  private KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream()
            .distinct()
            .map(
                name ->
                    new GeneralName(
                        numeric(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  private static boolean numeric(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static X500Name name(String common, String unit) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.OU, unit)
        .addRDN(BCStyle.CN, common)
        .build();
  }

  /** The newest first. */
  private static List<X509CertificateHolder> stored(Handle handle) {
    return handle
        .createQuery("SELECT certificate FROM gate_authority ORDER BY id DESC")
        .mapTo(byte[].class)
        .list()
        .stream()
        .map(GateAuthority::parse)
        .toList();
  }

  private static X509CertificateHolder parse(byte[] encoded) {
    try {
      return new X509CertificateHolder(encoded);
    } catch (IOException e) {
      throw new IllegalStateException("the gates' authority in the database is broken", e);
    }
  }

  private static X509Certificate converted(X509CertificateHolder certificate) {
    try {
      return new JcaX509CertificateConverter().getCertificate(certificate);
    } catch (CertificateException e) {
      throw new IllegalStateException("the gates' authority in the database is broken", e);
    }
  }
}
