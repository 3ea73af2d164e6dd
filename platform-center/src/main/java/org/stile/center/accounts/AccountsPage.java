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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
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

    static native TemplateInstance accounts(
        List<Accounts.Account> accounts,
        List<Parties.Party> organizers,
        List<Parties.Party> sellers,
        Typed typed);
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

  @GET
  public Response page() {
    return page(200, Typed.NOTHING);
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
    return done(kind.word(), name, handle -> parties.create(handle, actor, kind, name));
  }

  private Response rename(Parties.Kind kind, long id, @Nullable String name) {
    String actor = caller.get().actor();
    return done(
        kind.word() + "-" + id, name, handle -> parties.rename(handle, actor, kind, id, name));
  }

  private Response done(String form, @Nullable String name, Function<Handle, ?> work) {
    try {
      database.write(work::apply);
      return Response.seeOther(URI.create("/accounts")).build();
    } catch (Problem problem) {
      if (problem.errors().isEmpty()) {
        throw problem;
      }
      return page(problem.status(), new Typed(form, name == null ? "" : name, problem.errors()));
    }
  }

  private Response page(int status, Typed typed) {
    return Response.status(status)
        .entity(
            Templates.accounts(
                    accounts.all(),
                    parties.all(Parties.Kind.ORGANIZER),
                    parties.all(Parties.Kind.SELLER),
                    typed)
                .render())
        .build();
  }
}
