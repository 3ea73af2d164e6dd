package org.stile.center.accounts;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class AccountsScreenTest {
  @Inject People people;
  @Inject Someone someone;

  @Test
  void somebody_signs_in_by_keyboard_alone_and_chooses_a_password() {
    var account = someone.withGivenPassword();
    try (var browser = Browser.nobody()) {
      Page page = browser.open("/");
      assertThat(page).hasTitle("Sign in · Stile");
      browser.assertAccessible();
      browser.screenshot("sign-in");
      page.keyboard().type(account.email()); // The first field has the focus.
      page.keyboard().press("Tab");
      page.keyboard().type("wrong");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("not right");
      browser.assertAccessible();
      browser.screenshot("sign-in-wrong");
      page.keyboard().type(Someone.PASSWORD); // The e-mail is still there; the password has focus.
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("Choose your own");
      browser.assertAccessible();
      browser.screenshot("password-must-change");
      page.getByLabel("Present password").fill(Someone.PASSWORD);
      page.getByLabel("New password", exactly()).fill("short");
      page.getByLabel("New password again").fill("shorter");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("at least 12 characters");
      browser.assertAccessible();
      page.getByLabel("Present password").fill(Someone.PASSWORD);
      page.getByLabel("New password", exactly()).fill("four good words here");
      page.getByLabel("New password again").fill("four good words here");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Stile center");
      page.getByText("Someone").click();
      assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Your account");
      browser.assertAccessible();
      browser.screenshot("your-account");
      page.getByText("Sign out").click();
      assertThat(page).hasTitle("Sign in · Stile");
    }
  }

  @Test
  void an_administrator_makes_a_seller_and_its_account_without_scripts() {
    String name = "Box office " + UUID.randomUUID();
    try (var browser = Browser.withoutScripts(people.administrator())) {
      Page page = browser.open("/accounts");
      page.getByLabel("Another seller").fill(name);
      page.getByText("Add seller").click();
      assertThat(page.locator("input[value='" + name + "']")).hasCount(1);
      page.getByLabel("Another seller").fill(name);
      page.getByText("Add seller").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("is taken");
      page.getByText("New account").click();
      page.getByLabel("E-mail").fill(UUID.randomUUID() + "@example.org");
      page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("<b>Ada</b>");
      page.getByLabel("Clerk").check();
      page.getByText("Create the account").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("choose the seller");
      assertThat(page.getByLabel("Clerk")).isChecked();
      page.getByLabel("Seller", new Page.GetByLabelOptions().setExact(true))
          .last()
          .selectOption(name);
      page.getByText("Create the account").click();
      assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Shown once");
      page.getByText("I have it").click();
      assertThat(page.getByRole(AriaRole.CELL).getByText("<b>Ada</b>").last()).isVisible();
      page.getByLabel("Make an account for " + name).click();
      assertThat(page.locator("#seller")).hasValue(page.url().replaceAll(".*=", ""));
      assertThat(page.getByLabel("Seller", new Page.GetByLabelOptions().setExact(true)).first())
          .isChecked();
    }
  }

  @Test
  void an_administrator_manages_an_account_and_its_tokens() {
    var account = someone.withPassword();
    try (var browser = Browser.of(people.administrator())) {
      Page page = browser.open("/accounts");
      browser.assertAccessible();
      browser.screenshot("accounts");
      page.getByLabel("Find a person").fill(account.email());
      page.getByText("Find", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      browser.assertAccessible();
      page.getByText(account.email()).click();
      browser.assertAccessible();
      page.getByLabel("What it is for").fill("auditing program");
      page.getByLabel("audit:read").check();
      page.getByText("Make a token").click();
      assertThat(page.locator("code.secret")).containsText("stile_");
      browser.assertAccessible();
      browser.screenshot("token-shown-once");
      page.getByText("I have it").click();
      browser.screenshot("account");
      browser.assertAccessible();
      page.getByLabel("Revoke auditing program").click();
      assertThat(page.getByText("revoked")).isVisible();
      page.getByText("Give a one-time password").click();
      assertThat(page.locator("code.secret")).isVisible();
      page.getByText("I have it").click();
      page.getByLabel("Open:").uncheck();
      page.getByText("Save").click();
      assertThat(page.getByRole(AriaRole.STATUS)).hasText("Saved.");
      assertThat(page.getByLabel("Open:")).not().isChecked();
      assertThat(page.getByRole(AriaRole.NAVIGATION)).not().containsText("Events");
    }
  }

  @Test
  void somebody_makes_and_revokes_a_token_of_their_own() {
    try (var browser = Browser.of(people.seller())) {
      Page page = browser.open("/tokens");
      page.getByLabel("What it is for").fill("web shop");
      page.getByText("Make a token").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("choose one");
      assertThat(page.getByLabel("What it is for")).hasValue("web shop");
      browser.assertAccessible();
      page.getByLabel("requests:write").check();
      page.getByText("Make a token").click();
      page.getByText("I have it").click();
      browser.screenshot("tokens");
      browser.assertAccessible();
      page.getByLabel("Revoke web shop").click();
      assertThat(page.getByText("revoked")).isVisible();
    }
  }

  private static Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }
}
