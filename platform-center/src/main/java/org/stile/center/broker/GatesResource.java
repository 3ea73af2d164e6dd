package org.stile.center.broker;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** Certificates of a venue's gates (docs/how-to/enrol-a-gate.md). */
@Path("/api/v1/venues/{venue: \\d{1,18}}/gates")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class GatesResource {
  private final Database database;
  private final CurrentCaller callers;
  private final Enrolments enrolments;
  private final Writes writes;

  public GatesResource(
      Database database, CurrentCaller callers, Enrolments enrolments, Writes writes) {
    this.database = database;
    this.callers = callers;
    this.enrolments = enrolments;
    this.writes = writes;
  }

  /**
   * A key to be certified. There is no call that makes a key: answers to writes are stored.
   *
   * @param request PKCS#10 in PEM.
   * @param days how long the certificate is good.
   */
  public record CertificateForm(@Nullable String request, Optional<Integer> days) {}

  /** Why a certificate is taken back. */
  public record RevocationForm(@Nullable String reason) {}

  /** All certificates of the venue's gates, newest first. */
  @GET
  @Path("certificates")
  @RolesAllowed(Scope.VENUES_READ)
  public List<GateCertificates.Row> certificates(@PathParam("venue") long venue) {
    return database.read(
        handle -> {
          Enrolments.demandVenue(handle, callers.get(), venue);
          return GateCertificates.ofVenue(handle, venue);
        });
  }

  /** Certifies a key that the gate made itself. */
  @POST
  @Path("{gate}/certificates")
  @RolesAllowed(Scope.GATES_WRITE)
  public Response certify(
      @PathParam("venue") long venue,
      @PathParam("gate") String gate,
      @Nullable CertificateForm form) {
    if (form == null || form.request == null) {
      throw Problem.invalid("request", "must be a PKCS#10 request in PEM");
    }
    String request = form.request;
    return writes.once(
        form,
        handle ->
            Answer.created(
                "/api/v1/venues/" + venue + "/gates/certificates",
                enrolments.certify(
                    handle,
                    callers.get(),
                    venue,
                    gate,
                    request,
                    form.days.orElse(Enrolments.DAYS_DEFAULT))));
  }

  /** Takes a certificate back. */
  @POST
  @Path("certificates/{serial: [0-9a-f]{1,40}}/revoke")
  @RolesAllowed(Scope.GATES_WRITE)
  public Response revoke(
      @PathParam("venue") long venue,
      @PathParam("serial") String serial,
      @Nullable RevocationForm form) {
    String reason = form == null || form.reason == null ? "" : form.reason;
    return writes.once(
        reason,
        handle -> {
          enrolments.revoke(handle, callers.get(), venue, serial, reason);
          return Answer.ok(Map.of("serial", serial, "revoked", true));
        });
  }
}
