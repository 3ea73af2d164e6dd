package org.stile.system.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.drivers.serial.SerialLink;
import org.stile.simulator.pty.Pty;

/** The serial link of the drivers on a pseudo terminal of the kernel. */
class SerialLinkTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir Path folder;
  private Pty line;
  private SerialLink link;

  @BeforeEach
  void open() throws IOException {
    line = Pty.open(folder.resolve("reader"));
    link = SerialLink.open(folder.resolve("reader"));
  }

  @AfterEach
  void close() {
    link.close();
    line.close();
  }

  @Test
  void every_byte_gets_through_both_ways_unchanged() throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    link.write(all, all.length);
    byte[] heard = new byte[512];
    int count = 0;
    while (count < all.length) {
      byte[] chunk = new byte[512];
      int came = line.receive(chunk, SOON);
      System.arraycopy(chunk, 0, heard, count, came);
      count += came;
    }
    assertThat(Bytes.copyOf(heard, 0, count)).isEqualTo(Bytes.copyOf(all));
    line.send(all, all.length);
    int said = 0;
    while (said < all.length) {
      said += link.read(heard, said, SOON);
    }
    assertThat(Bytes.copyOf(heard, 0, said)).isEqualTo(Bytes.copyOf(all));
  }

  @Test
  void a_read_gives_up_after_its_patience_to_the_millisecond_and_not_to_the_tenth_of_a_second()
      throws IOException {
    Duration shortest = LONG;
    for (int i = 0; i < 5; i++) { // A busy machine may be late, but not each time.
      long start = System.nanoTime();
      assertThat(link.read(new byte[8], 0, Duration.ofMillis(25))).isZero();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      shortest = took.compareTo(shortest) < 0 ? took : shortest;
    }
    assertThat(shortest).isBetween(Duration.ofMillis(25), Duration.ofMillis(90));
  }

  @Test
  void a_blocked_read_is_ended_by_wake_and_the_link_goes_on() throws Exception {
    var read = CompletableFuture.supplyAsync(() -> readBlocked());
    awaitBlocked();
    link.wake();
    assertThat(read.get(2, TimeUnit.SECONDS)).isEqualTo("0");
    line.send(new byte[] {42}, 1);
    assertThat(link.read(new byte[8], 0, SOON)).isEqualTo(1);
  }

  @Test
  void a_blocked_read_is_ended_by_close() throws Exception {
    var read = CompletableFuture.supplyAsync(() -> readBlocked());
    awaitBlocked();
    link.close();
    assertThat(read.get(2, TimeUnit.SECONDS)).contains("was closed");
    assertThatThrownBy(() -> link.write(new byte[1], 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> link.read(new byte[1], 0, LONG)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> link.speed(9600)).isInstanceOf(IOException.class);
  }

  @Test
  void a_device_that_goes_away_is_noticed_in_a_blocked_read() throws Exception {
    var read = CompletableFuture.supplyAsync(() -> readBlocked());
    awaitBlocked();
    line.close();
    assertThat(read.get(2, TimeUnit.SECONDS)).contains("is gone");
  }

  @Test
  void every_speed_of_a_pn532_can_be_set() throws IOException {
    for (int baud : new int[] {9_600, 115_200, 230_400, 460_800, 921_600, 1_288_000}) {
      link.speed(baud);
      assertThat(line.hostSpeed()).isEqualTo(baud);
    }
  }

  @Test
  void what_was_received_can_be_thrown_away() throws Exception {
    line.send(new byte[] {1, 2, 3}, 3);
    assertThat(link.read(new byte[1], 0, SOON)).isEqualTo(1);
    link.discardInput();
    assertThat(link.read(new byte[8], 0, Duration.ofMillis(20))).isZero();
  }

  @Test
  void a_device_is_one_process_own() {
    assertThatThrownBy(() -> SerialLink.open(line.device())).isInstanceOf(IOException.class);
  }

  @Test
  void what_is_no_serial_device_is_refused() throws IOException {
    assertThatThrownBy(() -> SerialLink.open(folder.resolve("nothing")))
        .isInstanceOf(IOException.class);
    Path file = Files.writeString(folder.resolve("file"), "no terminal");
    assertThatThrownBy(() -> SerialLink.open(file)).isInstanceOf(IOException.class);
  }

  @Test
  void a_closed_device_can_be_opened_again() throws IOException {
    for (int i = 0; i < 5; i++) {
      link.close();
      link = SerialLink.open(line.device());
      line.send(new byte[] {42}, 1);
      assertThat(link.read(new byte[8], 0, SOON)).isEqualTo(1);
    }
  }

  private String readBlocked() {
    try {
      return String.valueOf(link.read(new byte[8], 0, LONG));
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void awaitBlocked() throws InterruptedException {
    Thread.sleep(50);
  }
}
