package org.stile.center.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.Cookie;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Chromium on the center under test, signed in or not. Owned by the test's thread; close it.
 * Whatever a page says on its console as an error, or throws, fails the test when it is closed.
 */
public final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final List<String> WCAG_22_AA =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  private Browser(boolean scripts) {
    context =
        Chromium.ONE.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(base())
                .setJavaScriptEnabled(scripts)
                .setViewportSize(1280, 800));
    page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          // A page that answers 4xx on purpose is reported here too; tests look at those
          // themselves.
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            complaints.add(message.text());
          }
        });
  }

  /** A browser in which nobody is signed in. */
  public static Browser nobody() {
    return new Browser(true);
  }

  /** A browser in which this person is signed in. */
  public static Browser of(People.Person person) {
    var browser = new Browser(true);
    browser.signIn(person);
    return browser;
  }

  /** The same with JavaScript turned off: forms must work. */
  public static Browser withoutScripts(People.Person person) {
    var browser = new Browser(false);
    browser.signIn(person);
    return browser;
  }

  private void signIn(People.Person person) {
    context.addCookies(List.of(new Cookie("stile_session", person.session()).setUrl(base())));
  }

  /** Goes to a path of the center, such as "/venues". */
  public Page open(String path) {
    page.navigate(path);
    return page;
  }

  public Page page() {
    return page;
  }

  /** Cookies, viewport and all else that Playwright can do. */
  public BrowserContext context() {
    return context;
  }

  /** The whole page as target/screenshots/{name}.png. */
  public Path screenshot(String name) {
    Path file = SCREENSHOTS.resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    return file;
  }

  /** Axe finds nothing against WCAG 2.2 AA (or good practice) in the page as it is now. */
  public void assertAccessible() {
    List<Rule> violations = new AxeBuilder(page).withTags(WCAG_22_AA).analyze().getViolations();
    assertThat(violations.stream().map(Browser::told)).as("axe on " + page.url()).isEmpty();
  }

  private static String told(Rule rule) {
    var nodes = rule.getNodes().stream().map(node -> node.getHtml()).toList();
    return rule.getId() + ": " + rule.getHelp() + " " + nodes;
  }

  @Override
  public void close() {
    context.close();
    assertThat(complaints).as("errors on the browser's console").isEmpty();
  }

  private static String base() {
    return "http://localhost:" + RestAssured.port;
  }

  /** Started once for all tests: it takes seconds. */
  private static final class Chromium {
    static final com.microsoft.playwright.Browser ONE = start();

    private static com.microsoft.playwright.Browser start() {
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      return playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(CHROMIUM)
                  .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }
  }
}
