package org.stile.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.stile.core.admission.Direction;
import org.stile.gate.device.ConsoleTurnstile;

/**
 * What can be done to console arms by keyboard, a line each: an empty line, a body walks where an
 * arm is open; {@code over}, one climbs over the first; {@code fire}, {@code clear} and {@code
 * reset}, the fire release of all.
 */
final class ConsoleCommands {
  private ConsoleCommands() {}

  /** Listens until there is no more to hear, on a thread of its own. */
  static void listen(InputStream keys, List<ConsoleTurnstile> arms) {
    List<ConsoleTurnstile> all = List.copyOf(arms);
    Thread.ofPlatform()
        .daemon()
        .name("keys")
        .start(
            () -> {
              var lines = new BufferedReader(new InputStreamReader(keys, StandardCharsets.UTF_8));
              try {
                String line = lines.readLine();
                while (line != null) {
                  obey(line.strip(), all);
                  line = lines.readLine();
                }
              } catch (IOException e) {
                // No keyboard, no commands: the gate works without.
              }
            });
  }

  private static void obey(String command, List<ConsoleTurnstile> arms) {
    switch (command) {
      case "" -> {
        for (ConsoleTurnstile arm : arms) {
          if (arm.released().isPresent()) {
            arm.walk(arm.released().orElse(Direction.ENTRY));
            return;
          }
        }
      }
      case "over" -> arms.getFirst().walk(Direction.ENTRY);
      case "fire" -> arms.forEach(arm -> arm.fire(true));
      case "clear" -> arms.forEach(arm -> arm.fire(false));
      case "reset" -> arms.forEach(ConsoleTurnstile::reset);
      default -> {} // A slip of the finger.
    }
  }
}
