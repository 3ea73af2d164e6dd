package org.stile.center.web;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Who is calling: an account, signed in or through one of its API tokens. Every query for an
 * organizer's or a seller's data starts from {@link #organizer()} or {@link #seller()}.
 *
 * @param accountId the account.
 * @param tokenId the API token, empty for somebody signed in at a browser.
 * @param name to be shown.
 * @param scopes see {@link Scope}.
 * @param organizerId the organizer the account belongs to, if to any.
 * @param sellerId the seller the account belongs to, if to any.
 */
public record Caller(
    long accountId,
    OptionalLong tokenId,
    String name,
    Set<Role> roles,
    Set<String> scopes,
    OptionalLong organizerId,
    OptionalLong sellerId) {
  public Caller {
    roles = Set.copyOf(roles);
    scopes = Set.copyOf(scopes);
  }

  /** The organizer whose data this caller may see and change. */
  public long organizer() {
    return organizerId.orElseThrow(
        () -> Problem.forbidden("This account belongs to no organizer; an administrator adds it."));
  }

  /** The seller whose data this caller may see and change. */
  public long seller() {
    return sellerId.orElseThrow(
        () -> Problem.forbidden("This account belongs to no seller; an administrator adds it."));
  }

  /** As the audit log names it. */
  public String actor() {
    return tokenId.isPresent() ? "token:" + tokenId.getAsLong() : "account:" + accountId;
  }

  public boolean may(String scope) {
    return scopes.contains(scope);
  }

  /** Whose idempotency keys these are. */
  public String idempotencyOwner() {
    return "account:" + accountId;
  }

  /** The organizer, if the caller acts for one. */
  public Optional<Long> organizerIfAny() {
    return organizerId.isPresent() ? Optional.of(organizerId.getAsLong()) : Optional.empty();
  }
}
