package org.stile.center.accounts;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Problem;
import org.stile.center.web.Role;

/**
 * The form of an account, as it was typed.
 *
 * @param organizer number, or "" for none.
 * @param seller number, or "" for none.
 */
public record AccountForm(
    String email, String name, Set<String> roles, String organizer, String seller) {
  static final AccountForm EMPTY = new AccountForm("", "", Set.of(), "", "");

  /** For an account of a seller that is known already. */
  static AccountForm ofSeller(long seller) {
    return new AccountForm("", "", Set.of(Role.SELLER.name()), "", Long.toString(seller));
  }

  static AccountForm of(
      @Nullable String email,
      @Nullable String name,
      @Nullable List<String> roles,
      @Nullable String organizer,
      @Nullable String seller) {
    return new AccountForm(
        text(email),
        text(name),
        new TreeSet<>(roles == null ? List.of() : roles),
        text(organizer),
        text(seller));
  }

  static AccountForm of(Accounts.Account account) {
    var roles = new TreeSet<String>();
    account.roles().forEach(role -> roles.add(role.name()));
    return new AccountForm(
        account.email(),
        account.name(),
        roles,
        account.organizerId().isPresent() ? "" + account.organizerId().getAsLong() : "",
        account.sellerId().isPresent() ? "" + account.sellerId().getAsLong() : "");
  }

  AccountDraft draft(Handle handle) {
    return AccountDraft.of(
        handle, email, name, roles, number("organizer", organizer), number("seller", seller));
  }

  public boolean has(Role role) {
    return roles.contains(role.name());
  }

  public boolean isOrganizer(long id) {
    return organizer.equals(Long.toString(id));
  }

  public boolean isSeller(long id) {
    return seller.equals(Long.toString(id));
  }

  private static @Nullable Long number(String at, String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw Problem.invalid(at, "choose one of the list");
    }
  }

  private static String text(@Nullable String typed) {
    return typed == null ? "" : typed.strip();
  }
}
