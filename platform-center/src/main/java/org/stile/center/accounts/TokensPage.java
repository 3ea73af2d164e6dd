package org.stile.center.accounts;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Role;

/** Where somebody makes and takes back API tokens of their own account. */
@Path("/tokens")
@RunOnVirtualThread
@Authenticated
@Produces(MediaType.TEXT_HTML)
public class TokensPage {
  private final CurrentCaller caller;
  private final Accounts accounts;
  private final Tokens tokens;
  private final Callers callers;
  private final Database database;
  private final InstantSource clock;

  public TokensPage(
      CurrentCaller caller,
      Accounts accounts,
      Tokens tokens,
      Callers callers,
      Database database,
      InstantSource clock) {
    this.caller = caller;
    this.accounts = accounts;
    this.tokens = tokens;
    this.callers = callers;
    this.database = database;
    this.clock = clock;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance tokens(TokenList list);

    static native TemplateInstance secret(String what, String secret, String back);
  }

  @GET
  public Response page() {
    return page(200, new TokenForm("", Set.of(), 90), List.of());
  }

  /** Makes a token and shows its secret, once. */
  @POST
  public Response create(
      @FormParam("name") @Nullable String name,
      @FormParam("scope") List<String> scopes,
      @FormParam("days") int days) {
    Accounts.Account account = account();
    var form = TokenForm.of(name, scopes, days);
    try {
      var fresh =
          database.write(
              handle ->
                  tokens.create(
                      handle, caller.get().actor(), account, form.draft(clock.instant())));
      return shown("the API token " + fresh.token().name(), fresh.secret(), "/tokens");
    } catch (Problem problem) {
      return page(problem.status(), form, TokenForm.errors(problem));
    }
  }

  /** Takes a token back. */
  @POST
  @Path("{token}/revoke")
  public Response revoke(@PathParam("token") long token) {
    Accounts.Account account = account();
    database.write(handle -> tokens.revoke(handle, caller.get().actor(), account, token));
    callers.forgetToken(token);
    return Response.seeOther(URI.create("/tokens")).build();
  }

  /** A page that shows a secret this once. */
  static Response shown(String what, String secret, String back) {
    return Response.ok(Templates.secret(what, secret, back).render()).build();
  }

  private Accounts.Account account() {
    Caller who = caller.get();
    if (who.tokenId().isPresent()) {
      throw Problem.forbidden("A token cannot manage tokens here; sign in.");
    }
    return accounts.find(who.accountId());
  }

  private Response page(int status, TokenForm form, List<Problem.FieldError> errors) {
    Accounts.Account account = account();
    var list =
        new TokenList(
            "/tokens",
            tokens.of(account.id()),
            Role.scopesOf(account.roles()),
            form,
            errors,
            clock.instant());
    return Response.status(status).entity(Templates.tokens(list).render()).build();
  }
}
