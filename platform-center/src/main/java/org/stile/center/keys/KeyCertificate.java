package org.stile.center.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Signature;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The certificate (RFC 5280 §4.1) that the JDK's key store wants beside a private key: signed by
 * the key itself, without an end, believed by nobody.
 */
final class KeyCertificate {
  private KeyCertificate() {}

  static byte[] of(String name, KeyPair pair, Provider provider)
      throws GeneralSecurityException, IOException {
    var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    var generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.ONE));
    generator.setSignature(algorithm);
    generator.setIssuer(new X500Name("CN=" + name));
    generator.setSubject(new X500Name("CN=" + name));
    generator.setStartDate(new Time(new ASN1GeneralizedTime("20000101000000Z")));
    // "No well-defined expiration date", RFC 5280 §4.1.2.5.
    generator.setEndDate(new Time(new ASN1GeneralizedTime("99991231235959Z")));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(ASN1Sequence.getInstance(pair.getPublic().getEncoded())));
    TBSCertificate content = generator.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(pair.getPrivate());
    signature.update(content.getEncoded("DER"));
    var parts = new ASN1EncodableVector();
    parts.add(content);
    parts.add(algorithm);
    parts.add(new DERBitString(signature.sign()));
    return new DERSequence(parts).getEncoded("DER");
  }
}
