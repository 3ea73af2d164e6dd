package org.stile.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What Linux tells of the unit; each of it may be missing. */
final class LinuxUnit implements Unit {
  private static final int MILLI = 1_000;
  private static final int CELSIUS_LEAST = -100;
  private static final int CELSIUS_MOST = 200;

  private final Path root;

  /**
   * Looks from {@code root} on.
   *
   * @param root {@code /}, but for tests.
   */
  LinuxUnit(Path root) {
    this.root = root;
  }

  /** Which start of the unit this is: random(4). */
  @Override
  public Optional<String> bootId() {
    return read(root.resolve("proc/sys/kernel/random/boot_id")).filter(id -> !id.isEmpty());
  }

  /** Of the processor, degrees Celsius: kernel.org, "sysfs-class-thermal". */
  @Override
  public OptionalInt temperature() {
    Optional<String> milli = read(root.resolve("sys/class/thermal/thermal_zone0/temp"));
    try {
      return milli.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(
              Math.clamp(Long.parseLong(milli.get()) / MILLI, CELSIUS_LEAST, CELSIUS_MOST));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** Whether the supply is too weak: kernel.org, "raspberrypi-hwmon". */
  @Override
  public Optional<Boolean> underVoltage() {
    Path sensors = root.resolve("sys/class/hwmon");
    if (!Files.isDirectory(sensors)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> each = Files.newDirectoryStream(sensors)) {
      for (Path sensor : each) {
        if (read(sensor.resolve("name")).equals(Optional.of("rpi_volt"))) {
          return read(sensor.resolve("in0_lcrit_alarm")).map("1"::equals);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public long diskFree(Path folder) {
    try {
      return Math.max(0, Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Looks the file up among all locks: proc_locks(5). To try the lock instead could keep a gate
   * from taking it that starts at this moment.
   */
  @Override
  public Optional<Boolean> isLocked(Path file) {
    try (Stream<String> locks = Files.lines(root.resolve("proc/locks"))) {
      String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
      return Optional.of(locks.anyMatch(lock -> lock.contains(inode)));
    } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
