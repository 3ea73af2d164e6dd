package org.stile.center.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.web.Role;
import org.stile.center.web.Scope;

/**
 * Nobody sees or changes what is another organizer's or seller's: asked of every route there is, as
 * the running center lists them. A new route is asked too; if it cannot be, these tests say what to
 * add where.
 */
@CenterTest
class TenancyTest {
  /** Routes that anybody may call, each with its reason. */
  private static final Map<String, String> OPEN =
      Map.ofEntries(
          Map.entry("GET /", "leads to sign-in"),
          Map.entry("GET /sign-in", "is how to become somebody"),
          Map.entry("POST /sign-in", "is how to become somebody"),
          Map.entry("POST /sign-out", "ends the session of the cookie it is sent"),
          Map.entry("POST /api/v1/payments/{seller}", "carries a signature of the seller's secret"),
          Map.entry(
              "GET /api/v1/gate-files/{word}/{event}/{version}", "the word is told to gates alone"),
          Map.entry("GET /api/v1/gate-files/{word}/{event}/{version}/from/{from}", "the same"),
          Map.entry(
              "GET /api/v1/unit-files/{word}/{venue}", "the word stands in the unit's own file"),
          Map.entry("GET /api/v1/key-set", "public keys, for every gate and reader"),
          Map.entry("GET /api/v1/key-set/roots", "public keys, for every gate and reader"));

  /**
   * Writes without anything of anybody's in their path: what they name in the body is checked by
   * {@link Content}; these name nothing, or end in a service that another route is asked about.
   */
  private static final Map<String, String> NAME_NOTHING =
      Map.ofEntries(
          Map.entry("POST /password", "changes the caller's own"),
          Map.entry("POST /tokens", "makes one of the caller's own"),
          Map.entry("POST /api/v1/venues", "names nothing there is"),
          Map.entry("POST /venues/new", "names nothing there is"),
          Map.entry(
              "POST /events/new", "names a plan, as POST /api/v1/events does to the same service"),
          Map.entry("POST /api/v1/payments/secret", "makes one of the caller's own"),
          Map.entry("POST /sell/payments", "makes one of the caller's own"),
          Map.entry("POST /chips", "changes the caller's own list, and names nothing else"),
          Map.entry(
              "POST /api/v1/chips/members",
              "changes the caller's own list, and names nothing else"),
          Map.entry(
              "PUT /api/v1/chips/members", "changes the caller's own list, and names nothing else"),
          Map.entry(
              "POST /api/v1/chips/blocked",
              "changes the caller's own list, and names nothing else"),
          Map.entry(
              "PUT /api/v1/chips/blocked",
              "changes the caller's own list, and names nothing else"));

  private static final HttpClient HTTP = HttpClient.newHttpClient(); // Follows no redirect.
  private static final Set<Integer> REFUSED = Set.of(403, 404);

  @Inject Tenants tenants;
  @Inject People people;
  @Inject Snapshot snapshot;

  @Test
  void every_route_says_who_may_call_it() {
    var silent = Route.all().stream().filter(r -> r.access() == Route.Access.UNSAID).toList();
    assertThat(silent).as("routes without @RolesAllowed, @Authenticated or @PermitAll").isEmpty();
    assertThat(Route.all()).hasSizeGreaterThan(30);
  }

  @Test
  void only_the_routes_named_here_are_open_to_anybody() {
    var open =
        Route.all().stream()
            .filter(route -> route.access() == Route.Access.ANYBODY)
            .map(Route::toString);
    assertThat(open).as("add it to OPEN with its reason, or annotate it").isSubsetOf(OPEN.keySet());
  }

  @Test
  void every_path_parameter_is_one_that_can_be_filled() {
    Tenants.Owner owner = tenants.owner();
    var unknown =
        Route.all().stream()
            .filter(route -> !owner.ids().keySet().containsAll(route.parameters()))
            .toList();
    assertThat(unknown)
        .as("use the names of docs/reference/api.md, or add one there and in Tenants.owner()")
        .isEmpty();
  }

  @Test
  void nobody_gets_nothing() {
    Tenants.Owner owner = tenants.owner();
    var wrong = new ArrayList<String>();
    for (Route route : Route.all()) {
      if (route.access() != Route.Access.ANYBODY) {
        Answer answer = call(route, owner, Shown.NOTHING);
        boolean refused =
            route.api()
                ? answer.statusCode() == 401
                : answer.statusCode() == 303 && answer.location().contains("/sign-in");
        note(wrong, refused, route + " answers nobody with " + answer.statusCode());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_caller_without_the_scope_is_refused_even_at_home() {
    Tenants.Owner owner = tenants.owner();
    var wrong = new ArrayList<String>();
    for (Route route : Route.all()) {
      for (Role role : Role.values()) {
        if (route.access() == Route.Access.SCOPES && !has(role, route)) {
          Answer answer = call(route, owner, as(route, atHome(owner, role)));
          String told = route + " answers a " + role + " with " + answer.statusCode();
          note(wrong, answer.statusCode() == 403, told);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_stranger_with_the_scope_gets_nothing_and_changes_nothing() {
    Tenants.Owner owner = tenants.owner();
    var wrong = new ArrayList<String>();
    for (Role role : Role.values()) {
      if (role != Role.ADMINISTRATOR) {
        var routes = Route.all().stream().filter(route -> mayCall(role, route)).toList();
        asked(
            wrong,
            routes,
            owner,
            role,
            tenants.stranger(role),
            route -> route.reads() && route.parameters().isEmpty());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void another_seller_of_the_same_event_does_not_see_or_end_requests() {
    Tenants.Owner owner = tenants.owner();
    var wrong = new ArrayList<String>();
    for (Role role : List.of(Role.SELLER, Role.CLERK)) {
      People.Person neighbour = tenants.neighbour(owner, role);
      var theirs = new ArrayList<Route>();
      for (Route route : Route.all()) {
        if (!mayCall(role, route)) {
          continue;
        }
        if (route.parameters().contains("request") || route.parameters().contains("ticket")) {
          theirs.add(route);
        } else if (route.reads()) {
          Answer answer = call(route, owner, as(route, neighbour));
          boolean leaks = answer.asString().contains(owner.ids().get("chip"));
          note(wrong, !leaks, route + " tells another seller of this one's chips");
        }
      }
      asked(wrong, theirs, owner, role, neighbour, route -> false);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void an_administrator_sees_and_changes_nothing_of_an_organizer() {
    Tenants.Owner owner = tenants.owner();
    People.Person administrator = tenants.stranger(Role.ADMINISTRATOR);
    var wrong = new ArrayList<String>();
    var others =
        Route.all().stream()
            .filter(route -> route.access() == Route.Access.SCOPES)
            .filter(route -> !route.scopes().contains(Scope.ACCOUNTS_WRITE))
            .toList();
    asked(wrong, others, owner, Role.ADMINISTRATOR, administrator, Route::reads);
    assertThat(wrong).isEmpty();
  }

  /** Without this, a test full of mistyped numbers would find everything well refused. */
  @Test
  void the_owner_of_the_same_things_is_not_refused() {
    var wrong = new ArrayList<String>();
    Tenants.Owner reused = tenants.owner();
    for (Route route : Route.all()) {
      boolean administrators = route.scopes().equals(Set.of(Scope.ACCOUNTS_WRITE));
      if (route.parameters().isEmpty()
          || route.access() == Route.Access.ANYBODY
          || administrators) {
        continue;
      }
      Tenants.Owner owner = route.reads() ? reused : tenants.owner();
      List<String> answers =
          owner.those(route).stream()
              .map(person -> call(route, owner, as(route, person)))
              .map(
                  answer ->
                      answer.statusCode() + (answer.statusCode() == 400 ? answer.asString() : ""))
              .toList();
      boolean served = answers.stream().anyMatch(status -> status.matches("[23]..|409"));
      note(
          wrong,
          served,
          route
              + " answers its owner with "
              + answers
              + ": give it valid content in Content, or"
              + " what it needs in Tenants.owner()");
    }
    assertThat(wrong).isEmpty();
  }

  /**
   * Asks as somebody to whom nothing here belongs. The database is read before and after all of
   * them, which is quick, and around each of them only to name the one that changed it.
   */
  private void asked(
      List<String> wrong,
      List<Route> routes,
      Tenants.Owner owner,
      Role role,
      People.Person somebody,
      Predicate<Route> mayBeServedTheirOwn) {
    var asked =
        routes.stream()
            .filter(
                route ->
                    route.reads()
                        || !route.parameters().isEmpty()
                        || !NAME_NOTHING.containsKey(route.toString()))
            .toList();
    String before = snapshot.take();
    asked.forEach(
        route -> ask(wrong, route, owner, role, somebody, mayBeServedTheirOwn.test(route)));
    if (before.equals(snapshot.take())) {
      return;
    }
    wrong.add("a strange " + role + " changes the database by one of " + asked);
    for (Route route : asked) {
      String then = snapshot.take();
      call(route, owner, as(route, somebody));
      note(wrong, then.equals(snapshot.take()), route + ": a strange " + role + " changes it");
    }
  }

  private void ask(
      List<String> wrong,
      Route route,
      Tenants.Owner owner,
      Role role,
      People.Person somebody,
      boolean mayBeServedTheirOwn) {
    Answer answer = call(route, owner, as(route, somebody));
    String who = route + " answers a strange " + role + " with " + answer.statusCode();
    // What is named in a body alone is wrong input; that the owner may send it is asked elsewhere.
    boolean named =
        answer.statusCode() == 400 && route.parameters().isEmpty() && Content.names(route);
    boolean refused = REFUSED.contains(answer.statusCode()) || named;
    boolean own = mayBeServedTheirOwn && answer.statusCode() == 200;
    note(
        wrong,
        refused || own,
        who + ": 403 or 404 was due (400: give it valid content in Content)");
    for (String mark : owner.marks()) {
      boolean leaked =
          Pattern.compile(Pattern.quote(mark) + "(?!\\d)").matcher(answer.asString()).find();
      note(wrong, !leaked, who + " and tells of " + mark);
    }
  }

  /** What a caller shows: a header's name and value. */
  private record Shown(String header, String value) {
    static final Shown NOTHING = new Shown("X-Nobody", "nothing");
  }

  /** What came back. */
  private record Answer(int statusCode, String location, String asString) {}

  private static Answer call(Route route, Tenants.Owner owner, Shown shown) {
    Content.Sent sent = Content.of(route, owner);
    String path = route.path();
    for (String name : route.parameters()) {
      path = path.replace("{" + name + "}", owner.ids().getOrDefault(name, "1"));
    }
    URI uri = URI.create("http://localhost:" + RestAssured.port + path + sent.query());
    var request =
        HttpRequest.newBuilder(uri)
            .header(shown.header, shown.value)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Idempotency-Key", UUID.randomUUID().toString());
    if (route.reads()) {
      request.method(route.verb(), HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("Content-Type", sent.type());
      request.method(route.verb(), HttpRequest.BodyPublishers.ofString(sent.text()));
    }
    try {
      var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String location = answer.headers().firstValue("Location").orElse("");
      return new Answer(answer.statusCode(), location, answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(route.toString(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Shown as(Route route, People.Person person) {
    return route.api()
        ? new Shown("Authorization", "Bearer " + person.token())
        : new Shown("Cookie", "stile_session=" + person.session());
  }

  private People.Person atHome(Tenants.Owner owner, Role role) {
    return switch (role) {
      case ORGANIZER, VENUE_MANAGER, FIELD_TECH, AUDITOR, ADMINISTRATOR ->
          people.person(
              java.util.OptionalLong.of(owner.organizer().party()),
              java.util.OptionalLong.empty(),
              role);
      case SELLER, CLERK ->
          people.person(
              java.util.OptionalLong.empty(),
              java.util.OptionalLong.of(owner.seller().party()),
              role);
    };
  }

  private static boolean mayCall(Role role, Route route) {
    return route.access() == Route.Access.ANY_ACCOUNT
        || route.access() == Route.Access.SCOPES && has(role, route);
  }

  private static boolean has(Role role, Route route) {
    return route.scopes().stream().anyMatch(role.scopes()::contains);
  }

  private static void note(List<String> wrong, boolean right, String otherwise) {
    if (!right) {
      wrong.add(otherwise);
    }
  }
}
