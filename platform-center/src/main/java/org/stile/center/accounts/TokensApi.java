package org.stile.center.accounts;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** API tokens of any account, for programs that manage accounts. */
@Path("/api/v1")
@RunOnVirtualThread
@RolesAllowed(Scope.ACCOUNTS_WRITE)
public class TokensApi {
  private final Tokens tokens;
  private final Accounts accounts;
  private final Callers callers;
  private final CurrentCaller caller;
  private final Writes writes;

  public TokensApi(
      Tokens tokens, Accounts accounts, Callers callers, CurrentCaller caller, Writes writes) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.callers = callers;
    this.caller = caller;
    this.writes = writes;
  }

  /**
   * What is sent to make a token.
   *
   * @param expiresAt missing: after a year.
   */
  public record Sent(
      @Nullable String name, @Nullable List<String> scopes, @Nullable Instant expiresAt) {}

  @GET
  @Path("accounts/{account}/tokens")
  public List<Tokens.Token> all(@PathParam("account") long account) {
    return tokens.of(accounts.find(account).id());
  }

  /** Makes a token; its secret is in the first answer only. */
  @POST
  @Path("accounts/{account}/tokens")
  public Response create(@PathParam("account") long account, @Nullable Sent body) {
    Sent sent = Writes.sent(body);
    return writes.once(
        sent,
        handle -> {
          var owner = accounts.find(handle, account);
          var draft = new Tokens.Draft(sent.name(), sent.scopes(), sent.expiresAt());
          var fresh = tokens.create(handle, caller.get().actor(), owner, draft);
          return Answer.created(
                  "/api/v1/tokens/" + fresh.token().id(), Map.of("token", fresh.token()))
              .showingOnce(Map.of("token", fresh.token(), "secret", fresh.secret()));
        });
  }

  /** Takes a token back. */
  @DELETE
  @Path("tokens/{token}")
  public Response revoke(@PathParam("token") long token) {
    Response answer =
        writes.once(
            "",
            handle -> {
              var owner = accounts.find(handle, tokens.accountOf(handle, token));
              return Answer.ok(tokens.revoke(handle, caller.get().actor(), owner, token));
            });
    callers.forgetToken(token);
    return answer;
  }
}
