package org.stile.center.accounts;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

/** Against a real, if small, OIDC provider. */
@CenterTest
@QuarkusTestResource(value = SmallProvider.class, restrictToAnnotatedClass = true)
class SignInElsewhereTest {
  @Inject Someone someone;
  @Inject People people;
  @Inject Database database;

  @Test
  void whoever_the_provider_knows_is_signed_in_to_the_account_of_that_email() {
    var account = someone.withGivenPassword();
    claims("\"email\":\"" + account.email() + "\",\"email_verified\":true");
    try (var browser = Browser.nobody()) {
      Page page = arrive(browser);
      assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Stile center");
      page.getByText("Someone").click();
      assertThat(page.getByText(account.email())).isVisible();
      page.getByText("Sign out").click();
      page.navigate("/");
      assertThat(page).hasTitle("Sign in · Stile"); // The provider's session is gone as well.
    }
  }

  @Test
  void an_email_that_the_provider_did_not_verify_is_nobodys() {
    var account = someone.withPassword();
    claims("\"email\":\"" + account.email() + "\",\"email_verified\":false");
    refused("does not say that it verified");
    claims("\"email\":\"" + account.email() + "\"");
    refused("does not say that it verified");
  }

  @Test
  void somebody_without_an_open_account_here_stays_outside() {
    claims("\"email\":\"stranger@example.org\",\"email_verified\":true");
    refused("no open account");
    var account = someone.withPassword();
    database.change(
        handle -> handle.execute("UPDATE account SET active = false WHERE id = ?", account.id()));
    claims("\"email\":\"" + account.email() + "\",\"email_verified\":true");
    refused("no open account");
  }

  @Test
  void groups_of_the_provider_give_no_scope_here() {
    var account = someone.withPassword(); // An auditor.
    claims(
        "\"email\":\""
            + account.email()
            + "\",\"email_verified\":true,\"groups\":[\"accounts:write\",\"events:write\"]");
    try (var browser = Browser.nobody()) {
      Page page = arrive(browser);
      assertThat(page.getByRole(AriaRole.NAVIGATION)).not().containsText("Accounts");
      org.assertj.core.api.Assertions.assertThat(page.navigate("/accounts").status())
          .isEqualTo(403);
    }
  }

  @Test
  void tokens_and_passwords_work_as_before() {
    given()
        .header("Authorization", "Bearer " + people.organizer().token())
        .get("/api/v1/me")
        .then()
        .statusCode(200);
    given().header("Authorization", "Bearer nonsense").get("/api/v1/me").then().statusCode(401);
    given()
        .redirects()
        .follow(false)
        .header("Sec-Fetch-Site", "same-origin")
        .formParam("email", someone.withPassword().email())
        .formParam("password", Someone.PASSWORD)
        .post("/sign-in")
        .then()
        .statusCode(303);
  }

  private void refused(String why) {
    try (var browser = Browser.nobody()) {
      Page page = arrive(browser);
      assertThat(page.getByRole(AriaRole.ALERT)).containsText(why);
      page.navigate("/");
      assertThat(page).hasTitle("Sign in · Stile");
    }
  }

  private static Page arrive(Browser browser) {
    Page page = browser.open("/sign-in");
    page.getByText("Sign in with your organization's account").click();
    return page;
  }

  private static void claims(String claims) {
    System.setProperty(SmallProvider.CLAIMS, claims);
  }
}
