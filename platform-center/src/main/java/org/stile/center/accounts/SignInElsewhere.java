package org.stile.center.accounts;

import io.quarkus.oidc.OidcSession;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import org.stile.center.web.Problem;

/**
 * Where somebody arrives who signed in at an OIDC provider (docs/how-to/oidc.md). The provider says
 * which e-mail is theirs; an account with that e-mail must be here already, and says what they may.
 */
@Path("/sign-in/elsewhere")
@RunOnVirtualThread
@Authenticated
@Produces(MediaType.TEXT_HTML)
public class SignInElsewhere {
  private final SecurityIdentity identity;
  private final OidcSession provider;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Audit audit;
  private final Database database;

  public SignInElsewhere(
      SecurityIdentity identity,
      OidcSession provider,
      Accounts accounts,
      Sessions sessions,
      Audit audit,
      Database database) {
    this.identity = identity;
    this.provider = provider;
    this.accounts = accounts;
    this.sessions = sessions;
    this.audit = audit;
    this.database = database;
  }

  /** Begins a session of the center's own; the provider's is not needed any more. */
  @GET
  public Response arrive(@Context HttpServerRequest request) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      throw Problem.notFound("page"); // No provider is configured, or somebody is signed in.
    }
    provider.logout().await().indefinitely();
    Accounts.Account account = account(token);
    String secret = database.write(handle -> begin(handle, account));
    return Response.seeOther(URI.create("/")).cookie(SessionCookie.set(request, secret)).build();
  }

  private Accounts.Account account(JsonWebToken token) {
    Object email = token.getClaim("email");
    Object verified = token.getClaim("email_verified");
    boolean sure = Boolean.TRUE.equals(verified) || "true".equals(String.valueOf(verified));
    if (email == null || !sure) {
      throw Problem.forbidden(
          "The sign-in provider does not say that it verified your e-mail, so the center does not"
              + " know whose account this is. An administrator of the provider can change that.");
    }
    return accounts
        .ofEmail(email.toString())
        .filter(Accounts.Account::active)
        .orElseThrow(
            () ->
                Problem.forbidden(
                    "This center has no open account with your e-mail. An administrator makes it."));
  }

  private String begin(org.jdbi.v3.core.Handle handle, Accounts.Account account) {
    // Whoever comes from the provider never needs the one-time password an administrator has seen.
    handle.execute(
        """
        UPDATE account SET password_hash = NULL, must_change = false WHERE id = ? AND must_change
        """,
        account.id());
    String subject = "account:" + account.id();
    audit.record(
        handle,
        subject,
        account.organizerId(),
        account.sellerId(),
        "account.sign-in",
        subject,
        Map.of("by", "oidc"));
    return sessions.begin(handle, account.id());
  }
}
