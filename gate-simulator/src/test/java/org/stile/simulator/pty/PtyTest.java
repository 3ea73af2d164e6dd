package org.stile.simulator.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pseudo terminal as its clients find it, pty(7). */
class PtyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  private static byte[] everyByte() {
    var bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static byte[] receive(Pty pty, int count) throws IOException {
    var all = new byte[count];
    int have = 0;
    while (have < count) {
      var chunk = new byte[count - have];
      int came = pty.receive(chunk, PATIENCE);
      assertThat(came).as("bytes after " + have).isPositive();
      System.arraycopy(chunk, 0, all, have, came);
      have += came;
    }
    return all;
  }

  @Test
  void every_byte_passes_both_ways_unchanged() throws IOException {
    try (var pty = Pty.open();
        var client = new RandomAccessFile(pty.device().toFile(), "rw")) {
      client.write(everyByte());
      assertThat(receive(pty, 256)).isEqualTo(everyByte());
      pty.send(everyByte(), 256);
      var heard = new byte[256];
      client.readFully(heard);
      assertThat(heard).isEqualTo(everyByte());
    }
  }

  @Test
  void clients_come_and_go() throws IOException {
    try (var pty = Pty.open()) {
      for (int i = 0; i < 3; i++) {
        try (var client = new RandomAccessFile(pty.device().toFile(), "rw")) {
          client.write(i);
        }
        assertThat(receive(pty, 1)).containsExactly(i);
        assertThat(pty.receive(new byte[1], Duration.ZERO)).isZero();
      }
    }
  }

  @Test
  void what_nobody_takes_in_is_lost_and_blocks_nobody() throws IOException {
    try (var pty = Pty.open()) {
      var much = new byte[1 << 20];
      pty.send(much, much.length);
      assertThat(pty.receive(new byte[1], Duration.ZERO)).isZero();
    }
  }

  @Test
  void it_waits_as_long_as_told_and_then_returns() throws IOException {
    try (var pty = Pty.open()) {
      long start = System.nanoTime();
      assertThat(pty.receive(new byte[1], Duration.ofMillis(30))).isZero();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(29_000_000L);
    }
  }

  @Test
  void another_thread_wakes_it() throws Exception {
    try (var pty = Pty.open()) {
      var waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return pty.receive(new byte[1], Duration.ofMinutes(1));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      pty.wake();
      assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {9600, 115_200, 460_800, 921_600})
  void it_tells_the_speed_a_client_has_set(int baud) throws Exception {
    try (var pty = Pty.open()) {
      var stty =
          new ProcessBuilder("stty", "-F", pty.device().toString(), Integer.toString(baud)).start();
      assertThat(stty.waitFor()).isZero();
      assertThat(pty.hostSpeed()).isEqualTo(baud);
    }
  }

  @Test
  void a_link_leads_to_it_and_goes_with_it() throws IOException {
    Path link = folder.resolve("reader");
    try (var pty = Pty.open(link)) {
      assertThat(Files.readSymbolicLink(link)).isEqualTo(pty.device());
      assertThat(pty.name()).isEqualTo(link.toString());
      try (var client = new RandomAccessFile(link.toFile(), "rw")) {
        client.write(7);
      }
      assertThat(receive(pty, 1)).containsExactly(7);
    }
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void a_link_left_over_is_replaced() throws IOException {
    Path link = folder.resolve("reader");
    Files.createSymbolicLink(link, Path.of("/dev/pts/none"));
    try (var pty = Pty.open(link)) {
      assertThat(Files.readSymbolicLink(link)).isEqualTo(pty.device());
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void a_file_that_is_no_link_is_left_alone() throws IOException {
    Path file = Files.writeString(folder.resolve("precious"), "data");
    assertThatThrownBy(() -> Pty.open(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("data");
  }

  @Test
  void a_link_that_leads_elsewhere_by_now_is_left_alone() throws IOException {
    Path link = folder.resolve("reader");
    var first = Pty.open(link);
    try (var second = Pty.open(link)) {
      first.close();
      assertThat(Files.readSymbolicLink(link)).isEqualTo(second.device());
    }
  }

  @Test
  void closed_twice_and_woken_after_it_does_nothing() throws IOException {
    var pty = Pty.open();
    pty.close();
    pty.close();
    pty.wake();
    assertThat(Files.exists(pty.device())).isFalse();
  }

  @Test
  void a_device_that_does_not_exist_says_its_errno() {
    assertThatThrownBy(() -> Posix.open(folder.resolve("none").toString(), Posix.O_RDWR))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("errno 2");
    assertThatThrownBy(() -> Posix.outputSpeed(-1)).hasMessageEndingWith("errno 9");
  }
}
