package org.stile.center.accounts;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Answer;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Role;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Accounts, for programs. */
@Path("/api/v1")
@RunOnVirtualThread
public class AccountsApi {
  private final Accounts accounts;
  private final Passwords passwords;
  private final Callers callers;
  private final CurrentCaller caller;
  private final Writes writes;

  public AccountsApi(
      Accounts accounts,
      Passwords passwords,
      Callers callers,
      CurrentCaller caller,
      Writes writes) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.callers = callers;
    this.caller = caller;
    this.writes = writes;
  }

  /**
   * What is sent to make or change an account.
   *
   * @param organizer number of the organizer it belongs to.
   * @param seller number of the seller it belongs to.
   * @param active false closes it; missing: true.
   */
  public record Sent(
      @Nullable String email,
      @Nullable String name,
      @Nullable List<String> roles,
      @Nullable Long organizer,
      @Nullable Long seller,
      @Nullable Boolean active) {
    AccountDraft draft(Handle handle) {
      return AccountDraft.of(handle, email, name, roles, organizer, seller);
    }
  }

  /** Who is calling, and what they may do. */
  public record Me(
      long account,
      OptionalLong token,
      String name,
      Set<Role> roles,
      Set<String> scopes,
      OptionalLong organizer,
      OptionalLong seller) {}

  /** Who is calling, for a client to check its token. */
  @GET
  @Path("me")
  @Authenticated
  public Me me() {
    Caller who = caller.get();
    return new Me(
        who.accountId(),
        who.tokenId(),
        who.name(),
        new TreeSet<>(who.roles()),
        new TreeSet<>(who.scopes()),
        who.organizerId(),
        who.sellerId());
  }

  /**
   * Accounts, by e-mail.
   *
   * @param words only those with this in their e-mail, name, organizer's or seller's name.
   * @param after "next" of the part before.
   * @param limit at most so many, range [1, 200].
   */
  @GET
  @Path("accounts")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Accounts.Page list(
      @QueryParam("q") @Nullable String words,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return accounts.page(Portion.read(words, after, limit));
  }

  @GET
  @Path("accounts/{account}")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Accounts.Account one(@PathParam("account") long account) {
    return accounts.find(account);
  }

  /** Makes an account; its one-time password is in the first answer only. */
  @POST
  @Path("accounts")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response create(@Nullable Sent body) {
    Sent sent = Writes.sent(body);
    String password = passwords.given();
    String hash = passwords.hash(password);
    return writes.once(
        sent,
        handle -> {
          var made =
              accounts.create(handle, caller.get().actor(), sent.draft(handle), Optional.of(hash));
          return Answer.created("/api/v1/accounts/" + made.id(), Map.of("account", made))
              .showingOnce(Map.of("account", made, "password", password));
        });
  }

  @PUT
  @Path("accounts/{account}")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response change(@PathParam("account") long account, @Nullable Sent body) {
    Sent sent = Writes.sent(body);
    boolean active = sent.active() == null || sent.active();
    Response answer =
        writes.once(
            sent,
            handle ->
                Answer.ok(
                    accounts.change(
                        handle, caller.get().actor(), account, sent.draft(handle), active)));
    callers.forget(account);
    return answer;
  }

  /** Gives a one-time password, which is in the first answer only. */
  @POST
  @Path("accounts/{account}/password")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response givePassword(@PathParam("account") long account) {
    String password = passwords.given();
    String hash = passwords.hash(password);
    Response answer =
        writes.once(
            "",
            handle -> {
              var changed = accounts.givePassword(handle, caller.get().actor(), account, hash);
              return Answer.ok(Map.of("account", changed))
                  .showingOnce(Map.of("account", changed, "password", password));
            });
    callers.forget(account);
    return answer;
  }

  /** Ends a wait after wrong passwords. */
  @POST
  @Path("accounts/{account}/unlock")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response unlock(@PathParam("account") long account) {
    return writes.once(
        "", handle -> Answer.ok(accounts.unlock(handle, caller.get().actor(), account)));
  }
}
