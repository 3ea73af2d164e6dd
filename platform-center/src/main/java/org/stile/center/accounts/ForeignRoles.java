package org.stile.center.accounts;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.stile.center.web.CurrentCaller;

/**
 * What a caller may do comes from its account alone: an OIDC provider says who somebody is, and its
 * groups, whatever they are called, give no scope here.
 */
@ApplicationScoped
public class ForeignRoles implements SecurityIdentityAugmentor {
  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    boolean ours = identity.getAttribute(CurrentCaller.ATTRIBUTE) != null;
    return Uni.createFrom()
        .item(ours || identity.isAnonymous() ? identity : withoutRoles(identity));
  }

  private static SecurityIdentity withoutRoles(SecurityIdentity identity) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(identity.getPrincipal())
        .addCredentials(identity.getCredentials())
        .addAttributes(identity.getAttributes())
        .build();
  }
}
