package org.stile.center.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.web.Scope;

/**
 * Every page of the running center on a narrow phone, with names as long as they may be: nothing
 * lies beyond the edge, but for tables that scroll by themselves. A new page is asked as it comes.
 */
@CenterTest
class NarrowPagesTest {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 740;

  /** Without a space to break at, as long as a venue's or an event's name may be. */
  private static final String LONG = "Nordkurvenstehplatz".repeat(3).substring(0, 48);

  /**
   * What lies beyond the edge of the window: what can be used there, or the widest of what makes
   * the page wider. What waits far on the left for the keyboard is meant to.
   */
  private static final String BEYOND =
      """
      () => {
        const scrolls = e => e.closest('.scroll, canvas, svg');
        const told = e => e.tagName + '.' + e.className + ' ' + (e.textContent || '').trim().slice(0, 40);
        const out = e => {
          const box = e.getBoundingClientRect();
          return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1 && box.left > -900);
        };
        const beyond = [...document.querySelectorAll('a, button, input, select, textarea, summary')]
          .filter(e => !scrolls(e) && out(e)).map(told);
        if (document.documentElement.scrollWidth > innerWidth) {
          beyond.push('page is ' + document.documentElement.scrollWidth + ' wide: '
            + [...document.querySelectorAll('body *')].filter(e => !scrolls(e) && out(e)).map(told).slice(0, 3));
        }
        return beyond;
      }
      """;

  @Inject Tenants tenants;
  @Inject People people;
  @Inject Database database;

  @Test
  void no_page_is_wider_than_a_phone() {
    Tenants.Owner owner = tenants.owner();
    People.Person administrator = people.administrator();
    lengthen(owner);
    var seen = new TreeSet<String>();
    List<String> wrong = new ArrayList<>();
    for (People.Person person : List.of(owner.organizer(), owner.seller(), administrator)) {
      try (Browser browser = Browser.of(person)) {
        browser.page().setViewportSize(WIDTH, HEIGHT);
        for (Route route : Route.all()) {
          if (isPage(route) && who(route, owner, administrator).contains(person)) {
            look(browser, path(route, owner), seen, wrong);
          }
        }
      }
    }
    try (Browser browser = Browser.nobody()) {
      browser.page().setViewportSize(WIDTH, HEIGHT);
      look(browser, "/sign-in", seen, wrong);
    }
    assertThat(wrong).isEmpty();
    assertThat(seen)
        .as("pages")
        .hasSizeGreaterThan(25)
        .contains("/sell", "/events/new", "/venues/new", "/accounts", "/sign-in");
  }

  private void lengthen(Tenants.Owner owner) {
    database.change(
        handle -> {
          handle.execute("UPDATE event SET name = ? WHERE id = ?", LONG, number(owner, "event"));
          handle.execute("UPDATE venue SET name = ? WHERE id = ?", LONG, number(owner, "venue"));
          handle.execute(
              "UPDATE seller SET name = ? WHERE id = ?",
              LONG + LONG.substring(0, 40) + owner.seller().party(),
              owner.seller().party());
          handle.execute(
              "UPDATE account SET display_name = ? WHERE id IN (?, ?)",
              LONG,
              owner.organizer().account(),
              owner.seller().account());
        });
  }

  private static long number(Tenants.Owner owner, String id) {
    return Long.parseLong(owner.ids().get(id));
  }

  private static boolean isPage(Route route) {
    return route.verb().equals("GET") && !route.api() && route.access() != Route.Access.ANYBODY;
  }

  private static List<People.Person> who(
      Route route, Tenants.Owner owner, People.Person administrator) {
    return route.scopes().equals(Set.of(Scope.ACCOUNTS_WRITE))
        ? List.of(administrator)
        : owner.those(route);
  }

  private static String path(Route route, Tenants.Owner owner) {
    String path = route.path();
    for (String name : route.parameters()) {
      path = path.replace("{" + name + "}", owner.ids().getOrDefault(name, "1"));
    }
    return path;
  }

  private static void look(Browser browser, String path, Set<String> seen, List<String> wrong) {
    APIResponse answer = browser.context().request().get(path);
    if (answer.status() >= 500) {
      wrong.add(path + " answers " + answer.status());
    }
    if (!answer.ok() || !answer.headers().getOrDefault("content-type", "").contains("html")) {
      return;
    }
    Page page = browser.open(path);
    seen.add(path);
    browser.screenshot("narrow" + path.replaceAll("[^a-z]+", "-"));
    if (page.evaluate(BEYOND) instanceof List<?> beyond && !beyond.isEmpty()) {
      wrong.add(path + ": " + beyond);
    }
  }
}
