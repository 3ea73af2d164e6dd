package org.stile.center.accounts;

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
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Organizers and sellers, for programs. */
@Path("/api/v1")
@RunOnVirtualThread
public class PartiesApi {
  private final Parties parties;
  private final CurrentCaller caller;
  private final Writes writes;

  public PartiesApi(Parties parties, CurrentCaller caller, Writes writes) {
    this.parties = parties;
    this.caller = caller;
    this.writes = writes;
  }

  /** What is sent to make or rename one. */
  public record Naming(@Nullable String name) {}

  /** Organizers, by name, in parts as events are. */
  @GET
  @Path("organizers")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Parties.Page organizers(
      @QueryParam("q") @Nullable String words,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return parties.page(Parties.Kind.ORGANIZER, Portion.read(words, after, limit));
  }

  @POST
  @Path("organizers")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response createOrganizer(@Nullable Naming naming) {
    return create(Parties.Kind.ORGANIZER, naming);
  }

  @PUT
  @Path("organizers/{organizer}")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response renameOrganizer(@PathParam("organizer") long organizer, @Nullable Naming naming) {
    return rename(Parties.Kind.ORGANIZER, organizer, naming);
  }

  /** Sellers, by name, in parts as events are: an organizer chooses among them. */
  @GET
  @Path("sellers")
  @RolesAllowed({Scope.ACCOUNTS_WRITE, Scope.SELLERS_READ})
  public Parties.Page sellers(
      @QueryParam("q") @Nullable String words,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return parties.page(Parties.Kind.SELLER, Portion.read(words, after, limit));
  }

  @POST
  @Path("sellers")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response createSeller(@Nullable Naming naming) {
    return create(Parties.Kind.SELLER, naming);
  }

  @PUT
  @Path("sellers/{seller}")
  @RolesAllowed(Scope.ACCOUNTS_WRITE)
  public Response renameSeller(@PathParam("seller") long seller, @Nullable Naming naming) {
    return rename(Parties.Kind.SELLER, seller, naming);
  }

  private Response create(Parties.Kind kind, @Nullable Naming body) {
    Naming naming = Writes.sent(body);
    return writes.once(
        naming,
        handle -> {
          var made = parties.create(handle, caller.get().actor(), kind, naming.name());
          return Answer.created("/api/v1/" + kind.word() + "s/" + made.id(), made);
        });
  }

  private Response rename(Parties.Kind kind, long id, @Nullable Naming body) {
    Naming naming = Writes.sent(body);
    return writes.once(
        naming,
        handle -> Answer.ok(parties.rename(handle, caller.get().actor(), kind, id, naming.name())));
  }
}
