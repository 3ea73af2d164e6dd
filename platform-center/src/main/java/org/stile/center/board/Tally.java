package org.stile.center.board;

/**
 * Bodies through the arms, as far as rows have come; negative: not known at this node.
 *
 * @param admitted entries that were walked.
 * @param left exits that were walked.
 * @param pending entries granted of which nobody knows yet whether they were walked.
 */
public record Tally(long admitted, long left, long pending) {
  static final Tally NONE = new Tally(0, 0, 0);

  /** Not known at this node. */
  static final Tally UNKNOWN = new Tally(-1, -1, -1);

  /** Who is inside; rows on their way can make it too small or too large. */
  public long inside() {
    return admitted - left;
  }
}
