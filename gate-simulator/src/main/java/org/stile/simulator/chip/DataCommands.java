package org.stile.simulator.chip;

import java.io.IOException;
import java.util.List;
import org.stile.core.Bytes;

/** Commands that read and write data and records. Rights were checked by {@link Guard}. */
final class DataCommands {
  private DataCommands() {}

  static Reply readData(CardState state, Request request) throws Declined {
    CardFile file = file(state, request);
    Bytes content =
        switch (file) {
          case CardFile.Data data -> data.content();
          case CardFile.TransactionMac mac -> mac.content();
          case CardFile.Value _, CardFile.Records _ -> throw new Declined(Status.PERMISSION_DENIED);
        };
    int offset = request.number(1);
    int named = request.number(4);
    Declined.unless(offset < content.length(), Status.BOUNDARY_ERROR);
    int length = named == 0 ? content.length() - offset : named;
    Declined.unless(length <= content.length() - offset, Status.BOUNDARY_ERROR);
    Bytes read = content.slice(offset, offset + length);
    if (file instanceof CardFile.Data) {
      witness(state, request, read);
    }
    return Reply.of(read);
  }

  static Reply writeData(CardState state, Request request) throws Declined, IOException, PowerLost {
    int number = request.fileNumber();
    Bytes payload = payload(request);
    int offset = request.number(1);
    switch (file(state, request)) {
      case CardFile.Standard standard -> {
        Bytes half = payload.slice(0, payload.length() / 2);
        state.storeTearable(
            withFile(state, number, standard.written(offset, half)),
            withFile(state, number, standard.written(offset, payload)));
      }
      case CardFile.Backup backup -> {
        CardFile.Backup pending = state.transaction().mirror(number, backup);
        state.transaction().put(number, pending.written(offset, payload));
      }
      case CardFile.Value _, CardFile.Records _, CardFile.TransactionMac _ ->
          throw new Declined(Status.PERMISSION_DENIED);
    }
    witness(state, request, payload);
    return Reply.DONE;
  }

  /**
   * What a write of which only the first bytes came leaves behind when the chip loses power: a
   * standard file has no second copy.
   */
  static void writeUnfinished(CardState state, Request request) throws IOException, PowerLost {
    try {
      if (file(state, request) instanceof CardFile.Standard standard) {
        Bytes begun = request.data().from(Guard.RANGE_HEADER);
        Bytes fitting = begun.slice(0, Math.min(begun.length(), request.number(4)));
        CardFile.Data torn = standard.written(request.number(1), fitting);
        state.store(withFile(state, request.fileNumber(), torn));
      }
    } catch (Declined _) {
      // No such file any more: nothing to tear.
    }
  }

  /** From the newest record less the offset back to the oldest, told oldest first. */
  static Reply readRecords(CardState state, Request request) throws Declined {
    CardFile.Records file = records(state, request);
    List<Bytes> records = file.records();
    int skipped = request.number(1);
    int named = request.number(4);
    Declined.unless(skipped < records.size(), Status.BOUNDARY_ERROR);
    int count = named == 0 ? records.size() - skipped : named;
    Declined.unless(count <= records.size() - skipped, Status.BOUNDARY_ERROR);
    int end = records.size() - skipped;
    Bytes read = Bytes.concat(records.subList(end - count, end).toArray(Bytes[]::new));
    witness(state, request, read);
    return Reply.of(read);
  }

  static Reply writeRecord(CardState state, Request request) throws Declined {
    CardFile.Records file = records(state, request);
    int number = request.fileNumber();
    Bytes payload = payload(request);
    CardFile.Records begun = state.transaction().begunRecord(number, file);
    state.transaction().put(number, begun.withLast(request.number(1), payload));
    witness(state, request, payload);
    return Reply.DONE;
  }

  static Reply clearRecords(CardState state, Request request) throws Declined {
    state.transaction().clear(request.fileNumber(), records(state, request));
    witness(state, request, Bytes.EMPTY);
    return Reply.DONE;
  }

  private static Bytes payload(Request request) throws Declined {
    Bytes payload = request.data().from(Guard.RANGE_HEADER);
    Declined.unless(payload.length() == request.number(4), Status.LENGTH_ERROR);
    return payload;
  }

  private static CardFile file(CardState state, Request request) throws Declined {
    CardFile found = state.application().files().get(request.fileNumber());
    if (found == null) {
      throw new Declined(Status.FILE_NOT_FOUND);
    }
    return found;
  }

  private static CardFile.Records records(CardState state, Request request) throws Declined {
    if (file(state, request) instanceof CardFile.Records records) {
      return records;
    }
    throw new Declined(Status.PERMISSION_DENIED);
  }

  private static ChipImage withFile(CardState state, int number, CardFile file) throws Declined {
    return state.image().with(state.application().withFile(number, file));
  }

  /** Command and header fill one block, the data as many as it needs (MF2DLHX0, TMI). */
  private static void witness(CardState state, Request request, Bytes data) throws Declined {
    Bytes header = request.data().slice(0, Math.min(request.data().length(), Guard.RANGE_HEADER));
    Bytes command = Bytes.concat(Bytes.of(request.instruction().code()), header);
    Bytes input = Bytes.concat(Padding.zeros(command, 16), data);
    state.transaction().witness(state.application(), state.image().uid(), input);
  }
}
