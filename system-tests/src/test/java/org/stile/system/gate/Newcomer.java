package org.stile.system.gate;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Somebody with a browser who knows nothing but what the pages say. Owned by the test's thread.
 * Every step that is worth a look leaves a picture in target/walk.
 */
final class Newcomer implements AutoCloseable {
  private static final double PATIENCE_MS = 60_000; // On a machine with other work.

  private static final Path PICTURES = Path.of("target", "walk");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final URI center;
  private final List<BrowserContext> windows = new ArrayList<>();
  final List<String> complaints = new ArrayList<>();

  Newcomer(URI center) {
    this.center = center;
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
  }

  /** A browser of its own: another person. */
  Page window() {
    BrowserContext context =
        chromium.newContext(
            new NewContextOptions().setBaseURL(center.toString()).setViewportSize(1100, 760));
    context.setDefaultTimeout(PATIENCE_MS);
    windows.add(context);
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onResponse(
        answer -> {
          if (answer.status() >= 400) {
            complaints.add(answer.status() + " " + answer.url());
          }
        });
    return page;
  }

  /** Signs in with a password that was handed over, and chooses another. */
  Page signsIn(String email, String given) {
    Page page = window();
    page.navigate("/");
    page.getByLabel("E-mail").fill(email);
    page.getByLabel("Password").fill(given);
    press(page, "Sign in");
    page.getByLabel("Present password").fill(given);
    page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true))
        .fill("horse battery staple");
    page.getByLabel("New password again").fill("horse battery staple");
    press(page, "Change the password");
    return page;
  }

  static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .first()
        .click();
  }

  static void follow(Page page, String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
        .first()
        .click();
  }

  static Locator field(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).first();
  }

  /** Drags a rectangle over a part of the map, corners as shares of its width and height. */
  static void drag(Page page, double x, double y, double toX, double toY) {
    BoundingBox map = page.locator("#map").boundingBox();
    page.mouse().move(map.x + map.width * x, map.y + map.height * y);
    page.mouse().down();
    page.mouse().move(map.x + map.width * (x + toX) / 2, map.y + map.height * (y + toY) / 2);
    page.mouse().move(map.x + map.width * toX, map.y + map.height * toY);
    page.mouse().up();
  }

  /** What a link downloads. */
  static Path download(Page page, String link, Path folder) {
    var download = page.waitForDownload(() -> follow(page, link));
    Path file = folder.resolve(download.suggestedFilename());
    download.saveAs(file);
    return file;
  }

  /** What the window shows from the top of the page, as target/walk/{name}.png. */
  static void picture(Page page, String name) {
    page.evaluate("scrollTo(0, 0)");
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  @Override
  public void close() {
    windows.forEach(BrowserContext::close);
    chromium.close();
    playwright.close();
  }
}
