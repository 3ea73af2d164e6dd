package org.stile.simulator.ground;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.core.id.GateId;
import org.stile.simulator.office.Json.Obj;

/** Reads what a board said last (docs/reference/ingest.md, "Counts"). */
final class Boards {
  private Boards() {}

  /** What is read out of an answer. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(BoardWatch.Word word) throws IOException;
  }

  static String summary(BoardWatch board) {
    return read(board, BoardWatch.Word::summary, "");
  }

  /** Bodies it knows to have walked in; -1: it has not said anything yet. */
  static long admitted(BoardWatch board) {
    return read(board, word -> word.counts().object("total").number("admitted"), -1L);
  }

  /** Entries that were walked at more than one gate. */
  static long doubled(BoardWatch board) {
    return read(board, word -> word.counts().number("doubled"), -1L);
  }

  /** How many entries it says may be missing at most. */
  static long unknown(BoardWatch board) {
    return read(board, word -> word.counts().object("unknown").number("upTo"), -1L);
  }

  /** Kinds of incidents it names. */
  static List<String> incidents(BoardWatch board) {
    return read(
        board,
        word -> {
          var kinds = new ArrayList<String>();
          for (Obj each : word.incidents()) {
            kinds.add(each.text("kind"));
          }
          return kinds;
        },
        List.of());
  }

  /** How it calls the state of a gate. */
  static String state(BoardWatch board, GateId gate) {
    return of(board, gate, "liveness");
  }

  /** When it last heard of a gate. */
  static String asOf(BoardWatch board, GateId gate) {
    return of(board, gate, "asOf");
  }

  private static String of(BoardWatch board, GateId gate, String field) {
    return read(
        board,
        word -> {
          for (Obj each : word.counts().objects("gates")) {
            if (each.text("gate").equals(gate.value())) {
              return each.text(field);
            }
          }
          return "";
        },
        "");
  }

  /** How many of these gates it calls live. */
  static long live(BoardWatch board, List<GateId> gates) {
    return gates.stream().filter(gate -> state(board, gate).equals("LIVE")).count();
  }

  private static <T> T read(BoardWatch board, Reading<T> reading, T otherwise) {
    Optional<BoardWatch.Word> word = board.last();
    if (word.isEmpty()) {
      return otherwise;
    }
    try {
      return reading.of(word.get());
    } catch (IOException e) {
      return otherwise;
    }
  }
}
