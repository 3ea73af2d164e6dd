package org.stile.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of this process and this start of the unit, proc(5). */
final class Proc {
  /** Clock ticks per second that /proc counts in: 100 on every Linux this runs on (USER_HZ). */
  private static final int TICKS_PER_SECOND = 100;

  /** Field 22 of /proc/self/stat is the start time; the name before field 3 may hold blanks. */
  private static final int START_TIME_AFTER_NAME = 22 - 3;

  private static final int MILLIS_PER_SECOND = 1_000;

  private Proc() {}

  /** Which start of the unit this is; without one, every process is its own. */
  static String unitBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "process-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    }
  }

  /** How long ago this process was started, to 10 ms; negative where /proc does not tell. */
  static long ageMillis() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      String uptime = Files.readString(Path.of("/proc/uptime"));
      double upSeconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      long startTicks = Long.parseLong(fields[START_TIME_AFTER_NAME]);
      return Math.round(upSeconds * MILLIS_PER_SECOND)
          - startTicks * MILLIS_PER_SECOND / TICKS_PER_SECOND;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return -1;
    }
  }
}
