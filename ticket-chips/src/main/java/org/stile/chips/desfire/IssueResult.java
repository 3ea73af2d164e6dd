package org.stile.chips.desfire;

import java.util.List;

/** How writing tickets ended. */
public sealed interface IssueResult {
  /** All of them are on the chip, in these slots, in the order asked for. */
  record Issued(List<Integer> slots) implements IssueResult {
    public Issued {
      slots = List.copyOf(slots);
    }
  }

  /** Nothing was changed: so few slots are free. */
  record NoRoom(int free) implements IssueResult {}

  /** All or none of them: the answer was lost or not believable; the chip's directory tells. */
  record Unknown(String why) implements IssueResult {}
}
