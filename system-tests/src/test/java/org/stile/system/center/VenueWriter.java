package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An organizer's client that makes venues, keeps what it was told, and repeats what it was not told
 * under the same key. Owned by one thread.
 */
final class VenueWriter {
  private final CenterClient client;
  private final List<String> acknowledged = new ArrayList<>();
  private int number;

  VenueWriter(CenterClient client) {
    this.client = client;
  }

  /** How many venues the center says it made. */
  int acknowledged() {
    return acknowledged.size();
  }

  /** Asks for the next venue once; the answer's status, 0 if there was none. */
  int tryNext() throws InterruptedException {
    try {
      CenterClient.Answer answer =
          client.post(
              "/api/v1/venues",
              "venue-" + number,
              "{\"name\":\"%s\",\"place\":\"Here\",\"timeZone\":\"UTC\"}".formatted(name(number)));
      if (answer.status() == 201) {
        acknowledged.add(name(number));
        number++;
      } else {
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
      }
      return answer.status();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Makes so many more, however long the center takes to come back, up to {@code max}. */
  void make(int count, Duration max) throws InterruptedException {
    long end = System.nanoTime() + max.toNanos();
    for (int made = 0; made < count; ) {
      assertThat(System.nanoTime()).as("made " + made + " of " + count).isLessThan(end);
      if (tryNext() == 201) {
        made++;
      } else {
        Thread.sleep(50);
      }
    }
  }

  private static String name(int number) {
    return "Venue " + number;
  }

  /** The center has what it acknowledged, each once, and nothing else. */
  void assertKept() throws Exception {
    List<String> names = new ArrayList<>();
    String path = "/api/v1/venues";
    client.get(path).json().forEach(venue -> names.add(venue.get("name").asText()));
    Set<String> kept = new HashSet<>(names);
    assertThat(names).as("each once").hasSameSizeAs(kept);
    assertThat(kept).containsExactlyInAnyOrderElementsOf(acknowledged);
  }
}
