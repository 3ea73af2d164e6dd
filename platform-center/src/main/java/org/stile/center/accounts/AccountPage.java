package org.stile.center.accounts;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Role;
import org.stile.center.web.Scope;

/** Where administrators make and change one account, its password and its tokens. */
@Path("/accounts")
@RunOnVirtualThread
@RolesAllowed(Scope.ACCOUNTS_WRITE)
@Produces(MediaType.TEXT_HTML)
public class AccountPage {
  private static final int TOKEN_DAYS = 90;

  private final Accounts accounts;
  private final Parties parties;
  private final Tokens tokens;
  private final Passwords passwords;
  private final Callers callers;
  private final Database database;
  private final CurrentCaller caller;
  private final InstantSource clock;

  public AccountPage(
      Accounts accounts,
      Parties parties,
      Tokens tokens,
      Passwords passwords,
      Callers callers,
      Database database,
      CurrentCaller caller,
      InstantSource clock) {
    this.accounts = accounts;
    this.parties = parties;
    this.tokens = tokens;
    this.passwords = passwords;
    this.callers = callers;
    this.database = database;
    this.caller = caller;
    this.clock = clock;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance create(Choices choices);

    static native TemplateInstance account(
        Accounts.Account account, boolean saved, Choices choices, TokenList list);
  }

  /** The form of an account and what may be chosen in it. */
  public record Choices(
      AccountForm form,
      List<Problem.FieldError> errors,
      List<Role> roles,
      List<Parties.Party> organizers,
      List<Parties.Party> sellers) {}

  /** What the form posts. */
  public static class Posted {
    @FormParam("email")
    @Nullable String email;

    @FormParam("name")
    @Nullable String name;

    @FormParam("role")
    @Nullable List<String> roles;

    @FormParam("organizer")
    @Nullable String organizer;

    @FormParam("seller")
    @Nullable String seller;

    @FormParam("active")
    @Nullable String active;

    AccountForm form() {
      return AccountForm.of(email, name, roles, organizer, seller);
    }
  }

  @GET
  @Path("new")
  public Response createForm(@QueryParam("seller") @Nullable Long seller) {
    AccountForm form = seller == null ? AccountForm.EMPTY : AccountForm.ofSeller(seller);
    return createPage(200, form, List.of());
  }

  /** Makes an account and shows its one-time password, once. */
  @POST
  @Path("new")
  public Response create(@BeanParam Posted posted) {
    AccountForm form = posted.form();
    String password = passwords.given();
    Optional<String> hash = Optional.of(passwords.hash(password));
    String actor = caller.get().actor();
    try {
      var made = database.write(handle -> accounts.create(handle, actor, form.draft(handle), hash));
      return TokensPage.shown(
          "the one-time password with which " + made.email() + " signs in here for the first time",
          password,
          AccountsPage.with(accounts, made).toString());
    } catch (Problem problem) {
      return createPage(problem.status(), form, problem.errors());
    }
  }

  @GET
  @Path("{account}")
  public Response form(@PathParam("account") long id, @QueryParam("saved") boolean saved) {
    Accounts.Account account = accounts.find(id);
    return page(200, account, saved, AccountForm.of(account), List.of());
  }

  @POST
  @Path("{account}")
  public Response change(@PathParam("account") long id, @BeanParam Posted posted) {
    Accounts.Account before = accounts.find(id);
    AccountForm form = posted.form();
    boolean active = posted.active != null;
    String actor = caller.get().actor();
    try {
      database.write(handle -> accounts.change(handle, actor, id, form.draft(handle), active));
    } catch (Problem problem) {
      var errors =
          problem.errors().isEmpty()
              ? List.of(new Problem.FieldError("roles", problem.detail()))
              : problem.errors();
      return page(problem.status(), before, false, form, errors);
    }
    callers.forget(id);
    return Response.seeOther(URI.create("/accounts/" + id + "?saved=true")).build();
  }

  /** Gives a one-time password and shows it, once. */
  @POST
  @Path("{account}/password")
  public Response givePassword(@PathParam("account") long id) {
    String password = passwords.given();
    String hash = passwords.hash(password);
    String actor = caller.get().actor();
    var changed = database.write(handle -> accounts.givePassword(handle, actor, id, hash));
    callers.forget(id);
    return TokensPage.shown(
        "the one-time password with which " + changed.email() + " signs in here next",
        password,
        "/accounts/" + id);
  }

  /** Ends a wait after wrong passwords. */
  @POST
  @Path("{account}/unlock")
  public Response unlock(@PathParam("account") long id) {
    String actor = caller.get().actor();
    database.write(handle -> accounts.unlock(handle, actor, id));
    return Response.seeOther(URI.create("/accounts/" + id + "?saved=true")).build();
  }

  /** Makes a token of the account and shows its secret, once. */
  @POST
  @Path("{account}/tokens")
  public Response createToken(
      @PathParam("account") long id,
      @FormParam("name") @Nullable String name,
      @FormParam("scope") @Nullable List<String> scopes,
      @FormParam("days") int days) {
    Accounts.Account account = accounts.find(id);
    var form = TokenForm.of(name, scopes, days);
    String actor = caller.get().actor();
    try {
      var fresh =
          database.write(
              handle -> tokens.create(handle, actor, account, form.draft(clock.instant())));
      return TokensPage.shown(
          "the API token " + fresh.token().name(), fresh.secret(), "/accounts/" + id);
    } catch (Problem problem) {
      var list = tokenList(account, form, TokenForm.errors(problem));
      var choices = choices(AccountForm.of(account), List.of());
      return Response.status(problem.status())
          .entity(Templates.account(account, false, choices, list).render())
          .build();
    }
  }

  /** Takes a token of the account back. */
  @POST
  @Path("{account}/tokens/{token}/revoke")
  public Response revokeToken(@PathParam("account") long id, @PathParam("token") long token) {
    Accounts.Account account = accounts.find(id);
    String actor = caller.get().actor();
    database.write(handle -> tokens.revoke(handle, actor, account, token));
    callers.forgetToken(token);
    return Response.seeOther(URI.create("/accounts/" + id)).build();
  }

  private Response createPage(int status, AccountForm form, List<Problem.FieldError> errors) {
    return Response.status(status).entity(Templates.create(choices(form, errors)).render()).build();
  }

  private Response page(
      int status,
      Accounts.Account account,
      boolean saved,
      AccountForm form,
      List<Problem.FieldError> errors) {
    var list = tokenList(account, new TokenForm("", Set.of(), TOKEN_DAYS), List.of());
    return Response.status(status)
        .entity(Templates.account(account, saved, choices(form, errors), list).render())
        .build();
  }

  private TokenList tokenList(
      Accounts.Account account, TokenForm form, List<Problem.FieldError> errors) {
    return new TokenList(
        "/accounts/" + account.id() + "/tokens",
        tokens.of(account.id()),
        Role.scopesOf(account.roles()),
        form,
        errors,
        clock.instant());
  }

  private Choices choices(AccountForm form, List<Problem.FieldError> errors) {
    return new Choices(
        form,
        errors,
        List.of(Role.values()),
        parties.all(Parties.Kind.ORGANIZER),
        parties.all(Parties.Kind.SELLER));
  }
}
