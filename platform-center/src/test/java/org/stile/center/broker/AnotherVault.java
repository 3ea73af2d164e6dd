package org.stile.center.broker;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.stile.center.keys.KeyUse;
import org.stile.center.keys.Vault;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;

/** With other secrets: as another center has, or as {@code replace-lost} leaves behind. */
final class AnotherVault implements Vault {
  private final Bytes secret = Bytes.copyOf(SecureRandom.getSeed(32));

  @Override
  public Bytes secret(String purpose) {
    return secret;
  }

  @Override
  public Optional<Signer> signer(KeyUse use, int id) {
    return Optional.empty();
  }

  @Override
  public Signer create(KeyUse use, int id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void destroy(KeyUse use, int id) {}

  @Override
  public List<Entry> entries() {
    return List.of();
  }
}
