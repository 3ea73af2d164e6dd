package org.stile.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.stile.cache.JournalException;
import org.stile.cache.JournalPages;
import org.stile.cache.JournalReader;

/** Where the gate's journal lies; another may lie there later. */
interface JournalShelf {
  /** Which lies there now; empty: none, or it is just being set aside. */
  Optional<Object> key();

  /** Opens the one that lies there. */
  JournalPages open() throws JournalException;

  /** A file, known by device and inode. */
  record Folder(Path file) implements JournalShelf {
    @Override
    public Optional<Object> key() {
      try {
        return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
      } catch (IOException e) {
        return Optional.empty(); // Not made yet, or just being set aside.
      }
    }

    @Override
    public JournalPages open() throws JournalException {
      return JournalReader.open(file);
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }
}
