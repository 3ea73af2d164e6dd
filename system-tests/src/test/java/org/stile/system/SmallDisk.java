package org.stile.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own, small, that can be filled. Owned by one thread. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one; where this user may not, the test is skipped and says so. */
  public static SmallDisk mount(Path folder, int kilobytes) throws Exception {
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", folder.toString());
    assumeTrue(mounted, "SKIPPED: this user cannot mount a tmpfs");
    return new SmallDisk(folder);
  }

  public Path folder() {
    return folder;
  }

  /** Takes all room there is; deleting the file that it returns gives it back. */
  public Path fill() throws IOException {
    Path ballast = folder.resolve("ballast");
    try (OutputStream out = Files.newOutputStream(ballast)) {
      var block = new byte[1024];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      return ballast;
    }
  }

  @Override
  public void close() throws Exception {
    assertThat(run("umount", "-l", folder.toString())).isTrue();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
