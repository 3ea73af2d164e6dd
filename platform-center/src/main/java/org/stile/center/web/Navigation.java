package org.stile.center.web;

import io.quarkus.arc.Arc;
import io.quarkus.qute.TemplateExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the layout of every page shows of the caller, as {@code nav:...} in templates. */
@TemplateExtension(namespace = "nav")
public final class Navigation {
  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "/venues",
              "Venues",
              Scope.VENUES_WRITE,
              "Where events take place: zones, gates, seat plans."),
          new Entry(
              "/events",
              "Events",
              Scope.EVENTS_WRITE,
              "What takes place, who sells it, the register of its tickets."),
          new Entry(
              "/boards",
              "Live",
              Scope.INCIDENTS_WRITE,
              "Who comes in, gate by gate, and how current that is."),
          new Entry(
              "/chips",
              "Chips",
              Scope.ALLOTMENTS_WRITE,
              "Membership chips, and chips that get nothing."),
          new Entry(
              "/sell", "Sell", Scope.REQUESTS_WRITE, "Your events, your seats, your requests."),
          new Entry(
              "/accounts",
              "Accounts",
              Scope.ACCOUNTS_WRITE,
              "Who may sign in; organizers and sellers."),
          new Entry("/audit", "Audit log", Scope.AUDIT_READ, "Who changed what, and when."));

  /** What a venue's unit has of it. */
  private static final Set<String> AT_UNITS = Set.of("/boards", "/accounts", "/audit");

  private Navigation() {}

  /**
   * A link of the main menu, for those who have the scope.
   *
   * @param about a sentence for the start page.
   */
  public record Entry(String href, String label, String scope, String about) {}

  /** Who is signed in, if anybody. */
  public static Optional<Caller> caller() {
    return Arc.container().instance(CurrentCaller.class).get().ifAny();
  }

  /** The main menu as the caller may use it. */
  public static List<Entry> items() {
    var items = new ArrayList<Entry>();
    boolean unit =
        ConfigProvider.getConfig()
            .getOptionalValue("stile.role", String.class)
            .filter("venue"::equals)
            .isPresent();
    caller()
        .ifPresent(
            caller ->
                ALL.stream()
                    .filter(entry -> caller.may(entry.scope()))
                    .filter(entry -> !unit || AT_UNITS.contains(entry.href()))
                    .forEach(items::add));
    return items;
  }
}
