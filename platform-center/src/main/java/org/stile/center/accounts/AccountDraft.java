package org.stile.center.accounts;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Role;
import org.stile.center.web.Texts;

/** What somebody wants an account to be; checked. */
public record AccountDraft(
    String email, String name, Set<Role> roles, OptionalLong organizerId, OptionalLong sellerId) {
  private static final int NAME_BYTES_MAX = 100;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,189}");
  private static final Set<Role> OF_ORGANIZER =
      EnumSet.of(Role.ORGANIZER, Role.VENUE_MANAGER, Role.FIELD_TECH);
  private static final Set<Role> OF_SELLER = EnumSet.of(Role.SELLER, Role.CLERK);

  public AccountDraft {
    roles = Set.copyOf(roles);
  }

  /**
   * Checks it; all that is wrong is told at once.
   *
   * @param organizerId number of an organizer; null: none.
   * @param sellerId number of a seller; null: none.
   */
  public static AccountDraft of(
      Handle handle,
      @Nullable String email,
      @Nullable String name,
      @Nullable Collection<String> roleNames,
      @Nullable Long organizerId,
      @Nullable Long sellerId) {
    var errors = new FieldErrors();
    String address = SignIns.normalized(email == null ? "" : email);
    if (!EMAIL.matcher(address).matches() || !Texts.flaw(address, 3, 254).isEmpty()) {
      errors.add("email", "must be an e-mail address such as ada@example.org");
    }
    String shown = Texts.name(errors, "name", name, 1, NAME_BYTES_MAX);
    Set<Role> roles = roles(errors, roleNames == null ? List.of() : roleNames);
    if (roles.stream().anyMatch(OF_ORGANIZER::contains) && organizerId == null) {
      errors.add(
          "organizer", "choose the organizer that an " + named(roles, OF_ORGANIZER) + " is of");
    }
    if (roles.stream().anyMatch(OF_SELLER::contains) && sellerId == null) {
      errors.add("seller", "choose the seller that a " + named(roles, OF_SELLER) + " is of");
    }
    known(errors, handle, Parties.Kind.ORGANIZER, organizerId);
    known(errors, handle, Parties.Kind.SELLER, sellerId);
    errors.throwIfAny();
    return new AccountDraft(address, shown, roles, optional(organizerId), optional(sellerId));
  }

  List<String> roleNames() {
    return roles.stream().map(Role::name).sorted().toList();
  }

  private static Set<Role> roles(FieldErrors errors, Collection<String> names) {
    var roles = EnumSet.noneOf(Role.class);
    for (String name : names) {
      try {
        roles.add(Role.valueOf(name));
      } catch (IllegalArgumentException e) {
        errors.add("roles", "there is no such role; there are " + List.of(Role.values()));
      }
    }
    errors.require(!roles.isEmpty() || !errors.isEmpty(), "roles", "choose one at least");
    return roles;
  }

  private static void known(
      FieldErrors errors, Handle handle, Parties.Kind kind, @Nullable Long id) {
    if (id != null && !Parties.exists(handle, kind, id)) {
      errors.add(kind.word(), "there is no " + kind.word() + " " + id);
    }
  }

  private static String named(Set<Role> roles, Set<Role> kind) {
    return roles.stream().filter(kind::contains).sorted().findFirst().map(Role::name).orElse("");
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
