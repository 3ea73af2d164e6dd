package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/** A center whose database goes away, hangs, and comes back. */
class DatabaseGoneTest {
  /** More than the center's own patience with its database, less than a client's. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(29);

  private static final Duration HEALED_MAX = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private PostgresServer database;
  private CenterProcess center;
  private CenterClient client;
  private CenterClient probe;

  @BeforeEach
  void start() throws Exception {
    Path own = Files.createTempDirectory(folder, "center");
    database = PostgresServer.start(own.resolve("database"));
    center = Launch.node(own.resolve("home"), database).ready();
    probe = CenterClient.of(center.uri(), "");
    try (var connection = database.connect()) {
      client =
          CenterClient.of(center.uri(), new CenterData(connection).organizer("Organizer").token());
    }
    assertThat(client.get("/api/v1/events").status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    center.close();
    database.close();
  }

  @Test
  void while_it_is_gone_the_center_says_so_and_when_it_is_back_the_center_works_on()
      throws Exception {
    database.kill();
    assertUnavailable();
    database.start();
    awaitHealed();
    database.stop();
    assertUnavailable();
    database.start();
    awaitHealed();
  }

  @Test
  void while_it_hangs_nobody_waits_for_ever() throws Exception {
    database.freeze();
    assertUnavailable();
    database.thaw();
    awaitHealed();
  }

  private void assertUnavailable() throws Exception {
    long before = System.nanoTime();
    var readiness = CompletableFuture.supplyAsync(() -> status("/q/health/ready"));
    CenterClient.Answer answer = client.get("/api/v1/events");
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("type").asText())
        .isEqualTo("urn:stile:problem:database-unavailable");
    assertThat(readiness.join()).isEqualTo(503);
    assertThat(status("/q/health/live")).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(ANSWER_MAX);
  }

  private int status(String path) {
    try {
      return probe.get(path).status();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** It heals by itself: same process, no restart. */
  private void awaitHealed() throws Exception {
    long end = System.nanoTime() + HEALED_MAX.toNanos();
    int status = 0;
    while (System.nanoTime() < end) {
      status = client.get("/api/v1/events").status();
      if (status == 200) {
        break;
      }
      assertThat(status).isEqualTo(503);
    }
    assertThat(status).isEqualTo(200);
    assertThat(status("/q/health/ready")).isEqualTo(200);
  }
}
