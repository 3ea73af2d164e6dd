package org.stile.drivers;

/** Is told what befalls a reader, on the reader's thread: must return soon and must not throw. */
@FunctionalInterface
public interface ReaderListener {
  /** Takes note. */
  void on(ReaderEvent event);

  /** Takes no note. */
  static ReaderListener none() {
    return event -> {};
  }
}
