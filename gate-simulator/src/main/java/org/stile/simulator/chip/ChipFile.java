package org.stile.simulator.chip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;
import org.stile.core.Bytes;
import org.stile.simulator.chip.ChipFileException.Fault;

/**
 * A chip that outlives the process: one text file (see {@link ChipText}), replaced as a whole at
 * every change, so that killing the process at any moment leaves the chip before or after it.
 */
public final class ChipFile {
  /** A chip of 4 KB takes some 12 KB in hexadecimal; nothing longer is read. */
  static final int LENGTH_MAX = 64 * 1024;

  private ChipFile() {}

  /** How sure a change must be on disk before the chip answers. */
  public enum Durability {
    /** Survives the end of the process. */
    PROCESS,
    /** Survives a power cut of the machine too; a few milliseconds for each change. */
    DISK
  }

  /**
   * Makes a blank chip at {@code path}.
   *
   * @param uid 7 bytes.
   * @throws ChipFileException with {@link Fault.Exists} if there is a file already.
   */
  public static void create(Path path, Generation generation, Bytes uid) throws ChipFileException {
    try {
      Files.writeString(
          path,
          ChipText.write(ChipImage.blank(generation, uid)),
          StandardCharsets.US_ASCII,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new ChipFileException(new Fault.Exists(path.toString()), e);
    } catch (IOException e) {
      throw disk(e);
    }
  }

  /**
   * The chip at {@code path}. Only one process may use it at a time.
   *
   * @param random draws the chip's challenges.
   */
  public static DesfireChip open(
      Path path, RandomGenerator random, ComputeTimes times, Durability durability)
      throws ChipFileException {
    return new DesfireChip(new OnDisk(path, durability, read(path)), random, times);
  }

  private static ChipImage read(Path path) throws ChipFileException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() > LENGTH_MAX) {
        throw new ChipFileException(new Fault.TooLong(channel.size(), LENGTH_MAX));
      }
      ByteBuffer content = ByteBuffer.allocate(LENGTH_MAX);
      while (content.hasRemaining() && channel.read(content) >= 0) {
        // Until the end of the file, or as much as a chip can be.
      }
      return ChipText.read(
          StandardCharsets.US_ASCII.newDecoder().decode(content.flip()).toString());
    } catch (CharacterCodingException e) {
      throw new ChipFileException(new Fault.NotAChip("not text"), e);
    } catch (ChipFileException e) {
      throw e;
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private static ChipFileException disk(IOException cause) {
    return new ChipFileException(new Fault.Disk(String.valueOf(cause.getMessage())), cause);
  }

  private static final class OnDisk implements ChipMemory {
    private final Path path;
    private final Path next;
    private final Durability durability;
    private ChipImage image;

    OnDisk(Path path, Durability durability, ChipImage image) {
      this.path = path.toAbsolutePath();
      this.next = this.path.resolveSibling(path.getFileName() + ".next");
      this.durability = durability;
      this.image = image;
    }

    @Override
    public ChipImage image() {
      return image;
    }

    @Override
    public void store(ChipImage changed) throws IOException {
      byte[] content = ChipText.write(changed).getBytes(StandardCharsets.US_ASCII);
      boolean toDisk = durability == Durability.DISK;
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        if (toDisk) {
          channel.force(true);
        }
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (toDisk) {
        forceFolder();
      }
      image = changed;
    }

    /** The new name is lasting only once the folder is (Linux rename(2), fsync(2)). */
    private void forceFolder() throws IOException {
      Path folder = path.getParent();
      if (folder != null) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }
}
