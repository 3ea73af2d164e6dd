package org.stile.center.settlement;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Forms;
import org.stile.center.web.Scope;

/** What an event came to, and what was signed of it. */
@Path("/events/{event}/settlement")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class SettlementPage {
  private final Database database;
  private final Settling settling;
  private final Settlements settlements;
  private final Forms forms;
  private final CurrentCaller callers;

  public SettlementPage(
      Database database,
      Settling settling,
      Settlements settlements,
      Forms forms,
      CurrentCaller callers) {
    this.database = database;
    this.settling = settling;
    this.settlements = settlements;
    this.forms = forms;
    this.callers = callers;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance settlement(SettlementView view);
  }

  /** As it is now. */
  @GET
  @RolesAllowed(Scope.REGISTER_READ)
  public String settlement(@PathParam("event") long event) {
    Caller caller = callers.get();
    SettlementView view =
        database.readOneMoment(
            handle ->
                new SettlementView(
                    settling.of(handle, caller, event),
                    settlements.of(handle, event),
                    caller.may(Scope.EVENTS_WRITE)));
    return Templates.settlement(view).render();
  }

  /** Draws it up, signs and keeps it. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RolesAllowed(Scope.EVENTS_WRITE)
  public Response sign(@PathParam("event") long event, MultivaluedMap<String, String> form) {
    Caller caller = callers.get();
    Settlement drawnUp = database.readOneMoment(handle -> settling.of(handle, caller, event));
    URI kept =
        forms.once(
            form.getFirst("once"),
            form,
            handle -> {
              settlements.keep(handle, caller, drawnUp);
              return URI.create("/events/" + event + "/settlement#signed");
            });
    return Response.seeOther(kept).build();
  }
}
