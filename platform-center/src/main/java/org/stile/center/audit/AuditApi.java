package org.stile.center.audit;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** The audit log, for programs. */
@Path("/api/v1/audit")
@RunOnVirtualThread
public class AuditApi {
  private final AuditLog log;
  private final CurrentCaller caller;

  public AuditApi(AuditLog log, CurrentCaller caller) {
    this.log = log;
    this.caller = caller;
  }

  /** Rows the caller may see, newest first. */
  @GET
  @RolesAllowed(Scope.AUDIT_READ)
  public AuditLog.Page page(
      @QueryParam("action") @Nullable String action,
      @QueryParam("actor") @Nullable String actor,
      @QueryParam("subject") @Nullable String subject,
      @QueryParam("from") @Nullable String from,
      @QueryParam("until") @Nullable String until,
      @QueryParam("before") @Nullable Long before,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    return log.page(
        caller.get(), AuditLog.Filter.of(action, actor, subject, from, until, before, limit));
  }
}
