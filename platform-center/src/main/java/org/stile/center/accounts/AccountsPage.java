package org.stile.center.accounts;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** Where administrators see organizers, sellers and accounts, and make and rename the first two. */
@Path("/accounts")
@RunOnVirtualThread
@RolesAllowed(Scope.ACCOUNTS_WRITE)
@Produces(MediaType.TEXT_HTML)
public class AccountsPage {
  private static final int ROWS = 50;
  private static final Portion FIRST = new Portion("", "", ROWS);
  private static final URI ACCOUNTS = URI.create("/accounts");

  private final Accounts accounts;
  private final Parties parties;
  private final Database database;
  private final CurrentCaller caller;

  public AccountsPage(Accounts accounts, Parties parties, Database database, CurrentCaller caller) {
    this.accounts = accounts;
    this.parties = parties;
    this.database = database;
    this.caller = caller;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance accounts(View view, Typed typed);
  }

  /**
   * What the page lists.
   *
   * @param words what was searched for; "" if nothing.
   */
  public record View(
      Accounts.Page people, Parties.Page organizers, Parties.Page sellers, String words) {
    /** Where the page goes on with more people; "" if these were the last. */
    public String morePeople() {
      return more("after", people.next());
    }

    public String moreOrganizers() {
      return more("organizers", organizers.next());
    }

    public String moreSellers() {
      return more("sellers", sellers.next());
    }

    /** Whether nothing at all is called so. */
    public boolean nothing() {
      return people.accounts().isEmpty()
          && organizers.parties().isEmpty()
          && sellers.parties().isEmpty();
    }

    private String more(String list, Optional<String> next) {
      return next.map(after -> "/accounts?q=" + encoded(words) + "&" + list + "=" + encoded(after))
          .orElse("");
    }
  }

  /**
   * What was typed and refused, so that it can be corrected.
   *
   * @param form which one: "organizer", "seller", "organizer-7"; "" if none was refused.
   */
  public record Typed(String form, String name, List<Problem.FieldError> errors) {
    static final Typed NOTHING = new Typed("", "", List.of());

    /** The name of a form to rename one. */
    public String which(String kind, long id) {
      return kind + "-" + id;
    }

    /** What to show in a form: what was typed there, or what is there now. */
    public String in(String which, String present) {
      return form.equals(which) ? name : present;
    }

    public boolean refused(String which) {
      return form.equals(which);
    }
  }

  /** A search finds people, organizers and sellers; each list goes on by itself. */
  @GET
  public Response page(
      @QueryParam("q") @Nullable String words,
      @QueryParam("after") @Nullable String after,
      @QueryParam("organizers") @Nullable String organizers,
      @QueryParam("sellers") @Nullable String sellers) {
    Portion people = Portion.read(words, after, ROWS);
    var view =
        new View(
            accounts.page(people),
            parties.page(Parties.Kind.ORGANIZER, Portion.read(words, organizers, ROWS)),
            parties.page(Parties.Kind.SELLER, Portion.read(words, sellers, ROWS)),
            people.words());
    return Response.ok(Templates.accounts(view, Typed.NOTHING).render()).build();
  }

  @POST
  @Path("organizers")
  public Response createOrganizer(@FormParam("name") @Nullable String name) {
    return create(Parties.Kind.ORGANIZER, name);
  }

  @POST
  @Path("organizers/{organizer}")
  public Response renameOrganizer(
      @PathParam("organizer") long organizer, @FormParam("name") @Nullable String name) {
    return rename(Parties.Kind.ORGANIZER, organizer, name);
  }

  @POST
  @Path("sellers")
  public Response createSeller(@FormParam("name") @Nullable String name) {
    return create(Parties.Kind.SELLER, name);
  }

  @POST
  @Path("sellers/{seller}")
  public Response renameSeller(
      @PathParam("seller") long seller, @FormParam("name") @Nullable String name) {
    return rename(Parties.Kind.SELLER, seller, name);
  }

  private Response create(Parties.Kind kind, @Nullable String name) {
    String actor = caller.get().actor();
    try {
      Parties.Party made = database.write(handle -> parties.create(handle, actor, kind, name));
      return shown(kind, made);
    } catch (Problem problem) {
      return refused(problem, kind.word(), name, "");
    }
  }

  private Response rename(Parties.Kind kind, long id, @Nullable String name) {
    String actor = caller.get().actor();
    try {
      Parties.Party now = database.write(handle -> parties.rename(handle, actor, kind, id, name));
      return shown(kind, now);
    } catch (Problem problem) {
      // Its form may be on any part of the list: the page shows what is called as it is.
      String words = problem.errors().isEmpty() ? "" : parties.find(kind, id).name();
      return refused(problem, kind.word() + "-" + id, name, words);
    }
  }

  /** The page that has it: of a long list the part that is called so. */
  private Response shown(Parties.Kind kind, Parties.Party party) {
    boolean first =
        parties.page(kind, FIRST).parties().stream().anyMatch(each -> each.id() == party.id());
    return Response.seeOther(first ? ACCOUNTS : named(party.name())).build();
  }

  /** The page that has the account. */
  static URI with(Accounts accounts, Accounts.Account account) {
    return accounts.page(FIRST).accounts().stream().anyMatch(each -> each.id() == account.id())
        ? ACCOUNTS
        : named(account.email());
  }

  static URI named(String name) {
    return URI.create("/accounts?q=" + encoded(name));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private Response refused(Problem problem, String form, @Nullable String name, String words) {
    if (problem.errors().isEmpty()) {
      throw problem;
    }
    var first = new Portion(words, "", ROWS);
    var view =
        new View(
            accounts.page(first),
            parties.page(Parties.Kind.ORGANIZER, first),
            parties.page(Parties.Kind.SELLER, first),
            words);
    var typed = new Typed(form, name == null ? "" : name, problem.errors());
    return Response.status(problem.status())
        .entity(Templates.accounts(view, typed).render())
        .build();
  }
}
