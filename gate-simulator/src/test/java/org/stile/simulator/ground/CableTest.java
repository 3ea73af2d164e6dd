package org.stile.simulator.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CableTest {
  private static final int PATIENCE_MS = 20_000;

  /** Long enough to see that nothing comes which else comes within a millisecond. */
  private static final int SILENCE_MS = 200;

  private ServerSocket far;
  private Cable cable;

  @BeforeEach
  void plug() throws IOException {
    far = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    far.setSoTimeout(PATIENCE_MS);
    cable = new Cable(far.getLocalPort());
  }

  @AfterEach
  void away() throws IOException {
    cable.close();
    far.close();
  }

  private Socket near() throws IOException {
    var near = new Socket(InetAddress.getLoopbackAddress(), cable.port());
    near.setSoTimeout(PATIENCE_MS);
    return near;
  }

  @Test
  void what_goes_in_at_one_end_comes_out_at_the_other_both_ways() throws IOException {
    try (Socket near = near();
        Socket server = far.accept()) {
      near.getOutputStream().write(7);
      assertThat(server.getInputStream().read()).isEqualTo(7);
      server.getOutputStream().write(9);
      assertThat(near.getInputStream().read()).isEqualTo(9);
    }
  }

  @Test
  void an_end_that_says_goodbye_is_heard_to_say_it() throws IOException {
    Socket near = near();
    try (Socket server = far.accept()) {
      server.setSoTimeout(PATIENCE_MS);
      near.close();
      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void pulled_it_resets_what_is_open_and_lets_nothing_new_through_until_it_is_plugged()
      throws IOException {
    try (Socket near = near();
        Socket server = far.accept()) {
      server.setSoTimeout(PATIENCE_MS);
      near.getOutputStream().write(7);
      assertThat(server.getInputStream().read()).isEqualTo(7);
      cable.pull();
      assertThat(cable.state()).isEqualTo(Cable.State.PULLED);
      assertThatThrownBy(() -> near.getInputStream().read()).hasMessageContaining("reset");
      assertThatThrownBy(() -> server.getInputStream().read()).hasMessageContaining("reset");
    }
    assertThatThrownBy(
            () -> {
              try (Socket refused = near()) {
                assertThat(refused.getInputStream().read()).as("something came").isNotNegative();
              }
            })
        .isInstanceOfAny(IOException.class, AssertionError.class);
    cable.plug();
    what_goes_in_at_one_end_comes_out_at_the_other_both_ways();
  }

  @Test
  void silent_it_lets_nothing_through_tells_nobody_and_what_waited_goes_on_when_it_is_plugged()
      throws IOException {
    try (Socket near = near();
        Socket server = far.accept()) {
      server.setSoTimeout(PATIENCE_MS);
      near.getOutputStream().write(7);
      assertThat(server.getInputStream().read()).isEqualTo(7);
      cable.mute();
      near.getOutputStream().write(8);
      server.getOutputStream().write(9);
      near.setSoTimeout(SILENCE_MS);
      server.setSoTimeout(SILENCE_MS);
      assertThatThrownBy(() -> near.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> server.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      near.setSoTimeout(PATIENCE_MS);
      server.setSoTimeout(PATIENCE_MS);
      cable.plug();
      assertThat(server.getInputStream().read()).isEqualTo(8);
      assertThat(near.getInputStream().read()).isEqualTo(9);
    }
  }

  @Test
  void silent_it_keeps_farewells_and_who_connects_waiting() throws IOException {
    Socket leaves = near();
    try (Socket server = far.accept()) {
      server.setSoTimeout(SILENCE_MS);
      cable.mute();
      leaves.close();
      assertThatThrownBy(() -> server.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      try (Socket comes = near()) {
        far.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> far.accept()).isInstanceOf(SocketTimeoutException.class);
        far.setSoTimeout(PATIENCE_MS);
        server.setSoTimeout(PATIENCE_MS);
        cable.plug();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        try (Socket second = far.accept()) {
          second.getOutputStream().write(5);
          assertThat(comes.getInputStream().read()).isEqualTo(5);
        }
      }
    }
  }
}
