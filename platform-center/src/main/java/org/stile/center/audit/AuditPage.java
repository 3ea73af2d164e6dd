package org.stile.center.audit;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** The audit log, for people. */
@Path("/audit")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class AuditPage {
  private static final int ROWS = 100;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final AuditLog log;
  private final CurrentCaller caller;

  public AuditPage(AuditLog log, CurrentCaller caller) {
    this.log = log;
    this.caller = caller;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance audit(
        List<AuditLog.Entry> entries, Asked asked, List<Problem.FieldError> errors, String older);
  }

  /** What was asked for, as it was typed. */
  public record Asked(String action, String actor, String subject, String from, String until) {
    /** When a row was recorded, in UTC. */
    public String time(AuditLog.Entry entry) {
      return TIME.format(entry.at());
    }
  }

  @GET
  @RolesAllowed(Scope.AUDIT_READ)
  public Response page(
      @QueryParam("action") @Nullable String action,
      @QueryParam("actor") @Nullable String actor,
      @QueryParam("subject") @Nullable String subject,
      @QueryParam("from") @Nullable String from,
      @QueryParam("until") @Nullable String until,
      @QueryParam("before") @Nullable Long before) {
    var asked = new Asked(text(action), text(actor), text(subject), text(from), text(until));
    try {
      var filter = AuditLog.Filter.of(action, actor, subject, from, until, before, ROWS);
      AuditLog.Page page = log.page(caller.get(), filter);
      return shown(200, page.entries(), asked, List.of(), older(asked, page.nextBefore()));
    } catch (Problem problem) {
      return shown(problem.status(), List.of(), asked, problem.errors(), "");
    }
  }

  private static Response shown(
      int status,
      List<AuditLog.Entry> entries,
      Asked asked,
      List<Problem.FieldError> errors,
      String older) {
    return Response.status(status)
        .entity(Templates.audit(entries, asked, errors, older).render())
        .build();
  }

  private static String older(Asked asked, OptionalLong before) {
    return before.isEmpty()
        ? ""
        : UriBuilder.fromPath("/audit")
            .queryParam("action", asked.action)
            .queryParam("actor", asked.actor)
            .queryParam("subject", asked.subject)
            .queryParam("from", asked.from)
            .queryParam("until", asked.until)
            .queryParam("before", before.getAsLong())
            .build()
            .toString();
  }

  private static String text(@Nullable String typed) {
    return typed == null ? "" : typed;
  }
}
