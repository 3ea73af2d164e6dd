package org.stile.center.web;

/**
 * What one endpoint demands and one API token may carry, written {@code things:verb}. Used in
 * {@code @RolesAllowed}. A scope says what kind of thing may be done; whose things, the {@link
 * Caller} says.
 */
public final class Scope {
  public static final String ACCOUNTS_WRITE = "accounts:write";
  public static final String AUDIT_READ = "audit:read";
  public static final String VENUES_READ = "venues:read";
  public static final String VENUES_WRITE = "venues:write";
  public static final String GATES_WRITE = "gates:write";
  public static final String EVENTS_READ = "events:read";
  public static final String EVENTS_WRITE = "events:write";
  public static final String SEATS_READ = "seats:read";
  public static final String SELLERS_READ = "sellers:read";
  public static final String ALLOTMENTS_WRITE = "allotments:write";

  /** What a seller gives back to the organizer. */
  public static final String ALLOTMENTS_RETURN = "allotments:return";

  public static final String REQUESTS_READ = "requests:read";
  public static final String REQUESTS_WRITE = "requests:write";
  public static final String PAYMENTS_WRITE = "payments:write";
  public static final String TICKETS_ISSUE = "tickets:issue";
  public static final String TICKETS_REVOKE = "tickets:revoke";
  public static final String REGISTER_READ = "register:read";
  public static final String INCIDENTS_WRITE = "incidents:write";
  public static final String MASTERS_READ = "masters:read";

  /** What Prometheus asks for; named in application.properties, for no endpoint of ours asks. */
  public static final String METRICS_READ = "metrics:read";

  private Scope() {}
}
