package org.stile.center.ingest;

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
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.Enrolments;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Forms;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** Where staff see what was set aside of a venue's gates, and say what is to become of it. */
@Path("/venues/{venue: \\d{1,18}}/quarantine")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class QuarantinePage {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private final Database database;
  private final Quarantine quarantine;
  private final Forms forms;
  private final CurrentCaller callers;

  public QuarantinePage(
      Database database, Quarantine quarantine, Forms forms, CurrentCaller callers) {
    this.database = database;
    this.quarantine = quarantine;
    this.forms = forms;
    this.callers = callers;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance quarantine(View view);
  }

  /**
   * The page.
   *
   * @param open how many nobody judged.
   * @param writable whether the caller may.
   */
  record View(
      long venue,
      String name,
      ZoneId zone,
      long open,
      List<QuarantineView> items,
      boolean writable,
      String problem) {
    public String time(Instant time) {
      return TIME.withZone(zone).format(time);
    }

    public int listedMax() {
      return QuarantineResource.LISTED_MAX;
    }
  }

  @GET
  @RolesAllowed(Scope.REGISTER_READ)
  public String page(@PathParam("venue") long venue) {
    return page(venue, "");
  }

  /** Says what is to become of one. */
  @POST
  @Path("{quarantined: \\d{1,18}}")
  @RolesAllowed(Scope.INCIDENTS_WRITE)
  public Response judge(
      @PathParam("venue") long venue,
      @PathParam("quarantined") long quarantined,
      @FormParam("once") @Nullable String once,
      @FormParam("verdict") @Nullable String verdict,
      @FormParam("reason") @Nullable String reason) {
    String why = reason == null ? "" : reason.strip();
    URI here = URI.create("/venues/" + venue + "/quarantine");
    try {
      URI page =
          forms.once(
              once,
              List.of("" + quarantined, "" + verdict, why),
              handle -> {
                quarantine.judge(
                    handle, callers.get(), venue, quarantined, Quarantine.verdict(verdict), why);
                return here;
              });
      return Response.seeOther(page).build();
    } catch (Problem problem) {
      if (problem.status() != 400 && problem.status() != 409) {
        throw problem;
      }
      String said =
          problem.errors().isEmpty()
              ? problem.detail()
              : "The "
                  + problem.errors().getFirst().at()
                  + " "
                  + problem.errors().getFirst().message()
                  + ".";
      return Response.status(problem.status()).entity(page(venue, said)).build();
    }
  }

  private String page(long venue, String problem) {
    Caller caller = callers.get();
    return database
        .read(
            handle -> {
              Enrolments.demandVenue(handle, caller, venue);
              return Templates.quarantine(
                  handle
                      .createQuery("SELECT name, time_zone FROM venue WHERE id = :venue")
                      .bind("venue", venue)
                      .map(
                          (row, _) ->
                              new View(
                                  venue,
                                  row.getString("name"),
                                  ZoneId.of(row.getString("time_zone")),
                                  QuarantineTable.open(handle, venue),
                                  quarantine.list(handle, venue, QuarantineResource.LISTED_MAX),
                                  caller.may(Scope.INCIDENTS_WRITE),
                                  problem))
                      .one());
            })
        .render();
  }
}
