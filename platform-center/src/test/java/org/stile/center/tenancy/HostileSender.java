package org.stile.center.tenancy;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.stile.center.testing.People;
import org.stile.center.web.Scope;

/** Sends anything to any route as somebody who may, and notes what is answered wrongly. */
abstract class HostileSender {
  @Inject Tenants tenants;
  @Inject People people;

  /** What was not right; a test goes on, and ends with all of it. */
  final List<String> wrong = new ArrayList<>();

  Tenants.Owner owner;
  private People.Person administrator;

  @BeforeEach
  void owner() {
    owner = tenants.owner();
    administrator = people.administrator();
  }

  /** Never a fault, and an error is told as it should be. */
  void check(Route route, String what, Wire.Answer answer) {
    String said =
        route + " answers " + answer.status() + " to " + cut(what) + ": " + cut(answer.text());
    note(answer.status() < 500, said);
    if (answer.status() >= 400) {
      boolean told =
          route.api()
              ? answer.type().startsWith("application/problem+json")
                  && answer.text().contains("detail")
              : answer.type().startsWith("text/html");
      note(told || answer.status() == 401, said + " as " + answer.type());
    }
  }

  void note(boolean right, String otherwise) {
    if (!right) {
      wrong.add(otherwise);
    }
  }

  private static String cut(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120);
  }

  static List<Route> writes(boolean api) {
    return Route.all().stream().filter(route -> !route.reads() && route.api() == api).toList();
  }

  People.Person who(Route route) {
    return route.scopes().equals(Set.of(Scope.ACCOUNTS_WRITE))
        ? administrator
        : owner.those(route).stream().findFirst().orElse(owner.organizer());
  }

  String filled(Route route) {
    String path = route.path();
    for (String name : route.parameters()) {
      path = path.replace("{" + name + "}", owner.ids().getOrDefault(name, "1"));
    }
    return path;
  }

  Wire.Answer send(Route route, String path, String type, byte[] body) {
    String filled = path;
    for (String name : route.parameters()) {
      filled = filled.replace("\u0000" + name, owner.ids().getOrDefault(name, "1"));
    }
    var request = Wire.request(filled);
    if (route.api()) {
      request.header("Authorization", "Bearer " + who(route).token());
    } else {
      request.header("Cookie", "stile_session=" + who(route).session());
    }
    return Wire.send(Wire.body(request, route, type, body));
  }
}
