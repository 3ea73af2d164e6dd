package org.stile.gate;

import java.util.List;

/** What the visitor looks at. Called from the lane's thread; must return at once. */
public interface Panel {
  /** Shows {@code message} until the next call. */
  void show(Message message);

  /**
   * One screenful.
   *
   * @param tone how it looks from three metres: colour and symbol.
   * @param headline at most 40 characters.
   * @param lines where to go or what to do, at most 4, in the languages of the venue.
   */
  record Message(Tone tone, String headline, List<String> lines) {
    public Message {
      lines = List.copyOf(lines);
    }
  }

  /** Colour and symbol. */
  enum Tone {
    IDLE,
    WORKING,
    GO,
    STOP,
    AGAIN,
    OUT_OF_ORDER
  }
}
