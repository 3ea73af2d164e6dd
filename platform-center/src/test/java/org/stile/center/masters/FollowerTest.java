package org.stile.center.masters;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.keys.KeyRotation;
import org.stile.center.keys.KeySets;
import org.stile.center.register.TicketStates;
import org.stile.center.register.Tickets;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.center.web.Role;
import org.stile.core.Bytes;
import org.stile.core.master.SignedMaster;
import org.stile.core.master.TicketStatus;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;

/** A gate that has only ever taken deltas has, byte for byte, what the center publishes. */
@CenterTest
class FollowerTest {
  private static final Bytes CHIP = Bytes.hex("04112233445566");
  private static final int STEPS = 60;

  @Inject People people;
  @Inject Samples samples;
  @Inject Grants grants;
  @Inject Database database;
  @Inject Masters masters;
  @Inject Tickets tickets;
  @Inject TicketStates states;
  @Inject KeySets keySets;
  @Inject KeyRotation rotation;

  private People.Person organizer;
  private People.Person seller;
  private long event;
  private SignedMaster follower;
  private final List<Integer> issued = new ArrayList<>();
  private final Map<Integer, TicketStatus> expected = new java.util.HashMap<>();

  @Test
  void whatever_happens_the_deltas_lead_to_the_very_master() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    organizer = people.organizer();
    seller = people.seller();
    event = samples.publishedEvent(organizer, 1_000);
    masters.publish(event);
    follower = accept(whole());
    for (int step = 0; step < STEPS; step++) {
      act(random);
      if (random.nextInt(3) > 0) {
        masters.publish(event);
        catchUp(seed, step);
      }
    }
    masters.publish(event);
    catchUp(seed, STEPS);
    expected.forEach(
        (ticket, status) ->
            assertThat(follower.master().status().of(ticket))
                .as("ticket %d, seed %d", ticket, seed)
                .isEqualTo(status));
    assertThat(expected).isNotEmpty();
  }

  private void act(Random random) {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> {
        int seat = issued.size();
        long request = grants.granted(event, seller, CHIP, seat);
        database.change(handle -> tickets.issue(handle, caller(Role.SELLER), event, request));
        issued.add(seat);
      }
      case 4 -> change(random, TicketStates.Change.REVOKE);
      case 5, 6 -> change(random, TicketStates.Change.SUSPEND);
      case 7 -> change(random, TicketStates.Change.REINSTATE);
      case 8 ->
          database.change(
              handle ->
                  handle.execute(
                      """
                      UPDATE event_version SET document = jsonb_set(document, '{name}', to_jsonb(?::text))
                      WHERE event_id = ?
                      """,
                      "Match " + random.nextInt(1000),
                      event));
      default -> {
        if (random.nextInt(4) == 0) {
          rotation.rotateIssuing();
        }
      }
    }
  }

  private void change(Random random, TicketStates.Change change) {
    if (issued.isEmpty()) {
      return;
    }
    int ticket = issued.get(random.nextInt(issued.size()));
    try {
      database.change(
          handle -> states.change(handle, caller(Role.ORGANIZER), event, ticket, change, "test"));
      expected.put(ticket, TicketStatus.valueOf(change.to()));
    } catch (Problem notFromThatStatus) {
      assertThat(notFromThatStatus.status()).isEqualTo(409);
    }
  }

  private void catchUp(long seed, int step) {
    Bytes now = whole();
    if (follower.bytes().equals(now)) {
      return;
    }
    var answer =
        given()
            .header("Authorization", "Bearer " + organizer.token())
            .get("/api/v1/events/" + event + "/master/delta?from=" + follower.master().version());
    assertThat(answer.statusCode()).as("seed %d, step %d", seed, step).isEqualTo(200);
    switch (trust().delta(Bytes.copyOf(answer.asByteArray()), follower)) {
      case Trusted.Accepted<SignedMaster>(SignedMaster made) -> follower = made;
      case Trusted.Rejected<SignedMaster> no ->
          throw new AssertionError(no + ", seed " + seed + ", step " + step);
    }
    // The center may have published once more meanwhile; then the next step catches up.
    assertThat(List.of(now, whole())).as("seed %d, step %d", seed, step).contains(follower.bytes());
  }

  private Bytes whole() {
    return Bytes.copyOf(
        given()
            .header("Authorization", "Bearer " + organizer.token())
            .get("/api/v1/events/" + event + "/master")
            .asByteArray());
  }

  private SignedMaster accept(Bytes signed) {
    return switch (trust().master(signed, Map.of())) {
      case Trusted.Accepted<SignedMaster>(SignedMaster master) -> master;
      case Trusted.Rejected<SignedMaster> no -> throw new AssertionError(no.toString());
    };
  }

  private TrustChain trust() {
    return Optional.of(database.read(keySets::current)).orElseThrow().orElseThrow();
  }

  private Caller caller(Role role) {
    boolean sells = role == Role.SELLER;
    return new Caller(
        sells ? seller.account() : organizer.account(),
        OptionalLong.empty(),
        "test",
        Set.of(role),
        Role.scopesOf(Set.of(role)),
        sells ? OptionalLong.empty() : OptionalLong.of(organizer.party()),
        sells ? OptionalLong.of(seller.party()) : OptionalLong.empty());
  }
}
