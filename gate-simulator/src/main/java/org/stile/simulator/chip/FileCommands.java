package org.stile.simulator.chip;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.stile.core.Bytes;

/** Commands that make, describe and remove files. */
final class FileCommands {
  private static final int ISO_ID_LENGTH = 2;
  private static final int OPTION_MODE_MASK = 0x03;
  private static final int KEY_TYPE_AES = 0x02;
  private static final int CYCLIC_RECORDS_MIN = 2; // One of them is the copy being written.

  private FileCommands() {}

  static Reply fileIds(CardState state, Request request) throws Declined {
    Application application = wantListing(state);
    Bytes ids = Bytes.EMPTY;
    for (int number : application.files().keySet()) {
      ids = Bytes.concat(ids, Bytes.of(number));
    }
    return Reply.of(ids);
  }

  static Reply isoFileIds(CardState state, Request request) throws Declined {
    Application application = wantListing(state);
    Bytes ids = Bytes.EMPTY;
    for (CardFile file : application.files().values()) {
      if (file.settings().isoId().isPresent()) {
        ids = Bytes.concat(ids, LittleEndian.bytes(file.settings().isoId().getAsInt(), 2));
      }
    }
    return Reply.of(ids);
  }

  static Reply settings(CardState state, Request request) throws Declined {
    CardFile file = file(wantListing(state), request.fileNumber());
    FileSettings settings = file.settings();
    Bytes head =
        Bytes.concat(Bytes.of(file.type(), settings.mode().code()), settings.rights().bytes());
    Bytes tail =
        switch (file) {
          case CardFile.Data data -> LittleEndian.bytes(data.content().length(), 3);
          case CardFile.Value value ->
              Bytes.concat(
                  LittleEndian.bytes(value.lower(), 4),
                  LittleEndian.bytes(value.upper(), 4),
                  LittleEndian.bytes(value.limitedCredit(), 4),
                  Bytes.of(value.limitedCreditEnabled() ? 1 : 0));
          case CardFile.Records records ->
              Bytes.concat(
                  LittleEndian.bytes(records.recordSize(), 3),
                  LittleEndian.bytes(records.capacity(), 3),
                  LittleEndian.bytes(records.records().size(), 3));
          case CardFile.TransactionMac mac -> Bytes.of(KEY_TYPE_AES, mac.key().version());
        };
    return Reply.of(Bytes.concat(head, tail));
  }

  private static Application wantListing(CardState state) throws Declined {
    Application application = state.application();
    boolean allowed = state.isMaster() || application.keySettings().listingFree();
    Declined.unless(allowed, Status.AUTHENTICATION_ERROR);
    return application;
  }

  static Reply changeSettings(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    Application application = state.application();
    CardFile file = file(application, request.fileNumber());
    Bytes sent = request.data().from(1);
    FileSettings changed = settings(application, sent, file.settings().isoId());
    if (file instanceof CardFile.TransactionMac) {
      wantMacRights(changed.rights());
    }
    state.store(state.image().with(application.withFile(request.fileNumber(), file.with(changed))));
    return Reply.DONE;
  }

  static Reply createStandard(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    var draft = Draft.of(state, request, 3);
    return draft.create(new CardFile.Standard(draft.settings(), draft.blank()));
  }

  static Reply createBackup(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    var draft = Draft.of(state, request, 3);
    return draft.create(new CardFile.Backup(draft.settings(), draft.blank()));
  }

  static Reply createLinear(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    return createRecords(Draft.of(state, request, 6), false);
  }

  static Reply createCyclic(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    return createRecords(Draft.of(state, request, 6), true);
  }

  private static Reply createRecords(Draft draft, boolean cyclic)
      throws Declined, IOException, PowerLost {
    int size = LittleEndian.unsigned(draft.rest(), 0, 3);
    int capacity = LittleEndian.unsigned(draft.rest(), 3, 3);
    boolean sound = size > 0 && capacity >= (cyclic ? CYCLIC_RECORDS_MIN : 1);
    Declined.unless(sound, Status.PARAMETER_ERROR);
    boolean fits = (long) size * capacity <= Generation.MEMORY_BYTES;
    Declined.unless(fits, Status.OUT_OF_MEMORY);
    return draft.create(new CardFile.Records(draft.settings(), cyclic, size, capacity, List.of()));
  }

  static Reply createValue(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    var draft = Draft.of(state, request, 13, OptionalInt.empty());
    Bytes rest = draft.rest();
    int lower = LittleEndian.signed32(rest, 0);
    int upper = LittleEndian.signed32(rest, 4);
    int value = LittleEndian.signed32(rest, 8);
    Declined.unless((rest.at(12) & ~0x03) == 0, Status.PARAMETER_ERROR);
    Declined.unless(lower <= value && value <= upper, Status.BOUNDARY_ERROR);
    boolean limitedCredit = (rest.at(12) & 1) != 0;
    return draft.create(
        new CardFile.Value(draft.settings(), lower, upper, value, 0, limitedCredit));
  }

  static Reply createMac(CardState state, Request request) throws Declined, IOException, PowerLost {
    var draft = Draft.of(state, request, 18, OptionalInt.empty());
    Bytes rest = draft.rest();
    wantMacRights(draft.settings().rights());
    Declined.unless(rest.at(0) == KEY_TYPE_AES, Status.PARAMETER_ERROR);
    boolean first = state.application().transactionMacNumber().isEmpty();
    Declined.unless(first, Status.DUPLICATE_ERROR);
    var key = new ChipKey(KeyType.AES, rest.slice(1, 1 + ChipKey.LENGTH), rest.at(17));
    Bytes none = Bytes.copyOf(new byte[CardFile.TransactionMac.MAC_LENGTH]);
    return draft.create(new CardFile.TransactionMac(draft.settings(), key, 0, none));
  }

  /** Nobody writes it, and reader identifiers (CommitReaderID, C8) are not modelled. */
  private static void wantMacRights(AccessRights rights) throws Declined {
    boolean sound =
        rights.write() == AccessRights.NEVER && rights.readWrite() == AccessRights.NEVER;
    Declined.unless(sound, Status.PARAMETER_ERROR);
  }

  static Reply delete(CardState state, Request request) throws Declined, IOException, PowerLost {
    Application application = state.application();
    wantCreating(state, application);
    file(application, request.fileNumber());
    // Memory comes back only when the application or everything is deleted.
    state.store(state.image().with(application.withoutFile(request.fileNumber())));
    return Reply.DONE;
  }

  private static void wantCreating(CardState state, Application application) throws Declined {
    boolean allowed = state.isMaster() || application.keySettings().creatingFree();
    Declined.unless(allowed, Status.AUTHENTICATION_ERROR);
  }

  private static CardFile file(Application application, int number) throws Declined {
    CardFile found = application.files().get(number);
    if (found == null) {
      throw new Declined(Status.FILE_NOT_FOUND);
    }
    return found;
  }

  /** File option and access rights, as creating and changing a file name them. */
  private static FileSettings settings(Application application, Bytes sent, OptionalInt isoId)
      throws Declined {
    int option = sent.at(0);
    var rights = AccessRights.of(LittleEndian.unsigned(sent, 1, 2));
    boolean sound = (option & ~OPTION_MODE_MASK) == 0 && rights.nameOnly(application.keys().size());
    Declined.unless(sound, Status.PARAMETER_ERROR);
    return new FileSettings(CommMode.of(option), rights, isoId);
  }

  /**
   * A file about to be created.
   *
   * @param rest what the command says after number, ISO identifier, option and rights.
   */
  private record Draft(
      CardState state, Application application, int number, FileSettings settings, Bytes rest) {
    /** Of a command with an ISO identifier, exactly if the application's files have those. */
    static Draft of(CardState state, Request request, int restLength) throws Declined {
      Application application = state.application();
      int isoLength = application.filesHaveIsoIds() ? ISO_ID_LENGTH : 0;
      Bytes data = request.data();
      Declined.unless(data.length() == 4 + isoLength + restLength, Status.LENGTH_ERROR);
      if (isoLength == 0) {
        return of(state, request, restLength, OptionalInt.empty());
      }
      Bytes without = Bytes.concat(data.slice(0, 1), data.from(1 + isoLength));
      var isoId = OptionalInt.of(LittleEndian.unsigned(data, 1, isoLength));
      return of(state, new Request(request.instruction(), without), restLength, isoId);
    }

    static Draft of(CardState state, Request request, int restLength, OptionalInt isoId)
        throws Declined {
      Application application = state.application();
      wantCreating(state, application);
      Bytes data = request.data();
      Declined.unless(data.length() == 4 + restLength, Status.LENGTH_ERROR);
      int number = data.at(0);
      Declined.unless(number <= Application.FILE_NUMBER_MAX, Status.PARAMETER_ERROR);
      boolean taken =
          application.files().containsKey(number)
              || (isoId.isPresent()
                  && application.files().values().stream()
                      .anyMatch(file -> file.settings().isoId().equals(isoId)));
      Declined.unless(!taken, Status.DUPLICATE_ERROR);
      FileSettings settings = FileCommands.settings(application, data.slice(1, 4), isoId);
      return new Draft(state, application, number, settings, data.from(4));
    }

    /** Zeros, as many as a data file is told to hold. */
    Bytes blank() throws Declined {
      int size = LittleEndian.unsigned(rest, 0, 3);
      Declined.unless(size > 0, Status.PARAMETER_ERROR);
      Declined.unless(size <= Generation.MEMORY_BYTES, Status.OUT_OF_MEMORY);
      return Bytes.copyOf(new byte[size]);
    }

    Reply create(CardFile file) throws Declined, IOException, PowerLost {
      ChipImage image = state.image();
      Declined.unless(image.free() >= file.memory(), Status.OUT_OF_MEMORY);
      state.store(image.with(application.withFile(number, file), file.memory()));
      return Reply.DONE;
    }
  }
}
