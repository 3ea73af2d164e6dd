package org.stile.center.web;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What an account is for. */
public enum Role {
  /** Accounts, organizers, sellers; no organizer's data. */
  ADMINISTRATOR(Scope.ACCOUNTS_WRITE, Scope.AUDIT_READ, Scope.METRICS_READ),
  ORGANIZER(
      Scope.VENUES_READ,
      Scope.VENUES_WRITE,
      Scope.GATES_WRITE,
      Scope.EVENTS_READ,
      Scope.EVENTS_WRITE,
      Scope.SEATS_READ,
      Scope.ALLOTMENTS_WRITE,
      Scope.SELLERS_READ,
      Scope.REGISTER_READ,
      Scope.TICKETS_REVOKE,
      Scope.INCIDENTS_WRITE,
      Scope.MASTERS_READ,
      Scope.AUDIT_READ),
  SELLER(
      Scope.EVENTS_READ,
      Scope.SEATS_READ,
      Scope.ALLOTMENTS_RETURN,
      Scope.REQUESTS_READ,
      Scope.REQUESTS_WRITE,
      Scope.PAYMENTS_WRITE,
      Scope.TICKETS_ISSUE,
      Scope.REGISTER_READ),
  /** At a seller's counter. */
  CLERK(
      Scope.EVENTS_READ,
      Scope.SEATS_READ,
      Scope.REQUESTS_READ,
      Scope.REQUESTS_WRITE,
      Scope.TICKETS_ISSUE),
  VENUE_MANAGER(
      Scope.VENUES_READ,
      Scope.EVENTS_READ,
      Scope.REGISTER_READ,
      Scope.INCIDENTS_WRITE,
      Scope.MASTERS_READ),
  FIELD_TECH(Scope.VENUES_READ, Scope.GATES_WRITE, Scope.EVENTS_READ, Scope.MASTERS_READ),
  AUDITOR(Scope.AUDIT_READ);

  @SuppressWarnings("ImmutableEnumChecker") // Made by Set.of, which it cannot know.
  private final Set<String> scopes;

  Role(String... scopes) {
    this.scopes = Set.of(scopes);
  }

  public Set<String> scopes() {
    return scopes;
  }

  /** As people read it: "Venue manager". */
  public String title() {
    String words = name().replace('_', ' ');
    return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
  }

  /** All that any of {@code roles} may do. */
  public static Set<String> scopesOf(Collection<Role> roles) {
    var all = new TreeSet<String>();
    roles.forEach(role -> all.addAll(role.scopes));
    return all;
  }

  /** Roles as the database names them. */
  public static Set<Role> parse(Collection<String> names) {
    var roles = EnumSet.noneOf(Role.class);
    names.forEach(name -> roles.add(valueOf(name)));
    return roles;
  }
}
