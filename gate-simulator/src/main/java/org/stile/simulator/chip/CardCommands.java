package org.stile.simulator.chip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.stile.core.Bytes;

/** Commands about the chip as a whole and its applications. */
final class CardCommands {
  private static final int AIDS_PER_FRAME = 19;
  private static final int AID_LENGTH = 3;
  private static final int KEY_TYPE_AES = 0x80;
  private static final int KEY_TYPE_MASK = 0xC0;
  private static final int FILES_HAVE_ISO_IDS = 0x20;
  private static final int KEY_COUNT_MASK = 0x0F;
  private static final Bytes BATCH_AND_DATE = Bytes.hex("00 00 00 00 00 26 26");

  private CardCommands() {}

  static Reply selectApplication(CardState state, Request request) throws Declined {
    int aid = request.number(0);
    boolean found = aid == CardState.PICC || state.image().applications().containsKey(aid);
    state.select(CardState.PICC);
    Declined.unless(found, Status.APPLICATION_NOT_FOUND);
    state.select(aid);
    return Reply.DONE;
  }

  /** Three frames: hardware, software, then UID, batch and date of production. */
  static Reply version(CardState state, Request request) {
    Generation generation = state.generation();
    Bytes hardware = generation.hardware();
    Bytes both = Bytes.concat(hardware, generation.software());
    return new Reply(
        Bytes.concat(both, state.image().uid(), BATCH_AND_DATE),
        List.of(hardware.length(), both.length()));
  }

  static Reply freeMemory(CardState state, Request request) {
    return Reply.of(LittleEndian.bytes(state.image().free(), 3));
  }

  static Reply uid(CardState state, Request request) {
    return Reply.of(state.image().uid());
  }

  static Reply format(CardState state, Request request) throws Declined, IOException, PowerLost {
    state.wantPicc();
    state.wantMaster();
    state.store(state.image().formatted());
    return Reply.DONE;
  }

  static Reply applicationIds(CardState state, Request request) throws Declined {
    wantListing(state);
    Bytes ids = Bytes.EMPTY;
    for (Application application : state.image().applications().values()) {
      ids = Bytes.concat(ids, application.aidBytes());
    }
    int firstFrame = AIDS_PER_FRAME * AID_LENGTH;
    return new Reply(ids, ids.length() > firstFrame ? List.of(firstFrame) : List.of());
  }

  /** One frame for each application that has a name: AID, ISO identifier, name. */
  static Reply dfNames(CardState state, Request request) throws Declined {
    wantListing(state);
    Bytes names = Bytes.EMPTY;
    var cuts = new ArrayList<Integer>();
    for (Application application : state.image().applications().values()) {
      if (application.isoId().isPresent()) {
        cuts.add(names.length());
        Bytes isoId = LittleEndian.bytes(application.isoId().getAsInt(), 2);
        names = Bytes.concat(names, application.aidBytes(), isoId, application.name());
      }
    }
    return new Reply(names, cuts.isEmpty() ? cuts : cuts.subList(1, cuts.size()));
  }

  private static void wantListing(CardState state) throws Declined {
    state.wantPicc();
    boolean allowed = state.isMaster() || state.keySettings().listingFree();
    Declined.unless(allowed, Status.AUTHENTICATION_ERROR);
  }

  static Reply createApplication(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    state.wantPicc();
    boolean allowed = state.isMaster() || state.keySettings().creatingFree();
    Declined.unless(allowed, Status.AUTHENTICATION_ERROR);
    Application created = described(request);
    ChipImage image = state.image();
    boolean taken =
        image.applications().containsKey(created.aid())
            || (created.isoId().isPresent()
                && image.withIsoId(created.isoId().getAsInt()).isPresent())
            || image.named(created.name()).isPresent();
    Declined.unless(!taken, Status.DUPLICATE_ERROR);
    boolean room = image.applications().size() < ChipImage.APPLICATIONS_MAX;
    Declined.unless(room, Status.COUNT_ERROR);
    Declined.unless(image.free() >= created.memory(), Status.OUT_OF_MEMORY);
    state.store(image.with(created, created.memory()));
    return Reply.DONE;
  }

  /** AID, key settings, number and type of keys, then maybe an ISO identifier and a name. */
  private static Application described(Request request) throws Declined {
    Bytes data = request.data();
    Declined.unless(data.length() == 5 || data.length() >= 7, Status.LENGTH_ERROR);
    int aid = request.number(0);
    int second = data.at(4);
    int keys = second & KEY_COUNT_MASK;
    boolean sound =
        aid != CardState.PICC
            && (second & KEY_TYPE_MASK) == KEY_TYPE_AES
            && keys >= 1
            && keys <= Application.KEYS_MAX;
    Declined.unless(sound, Status.PARAMETER_ERROR);
    boolean named = data.length() >= 7;
    return new Application(
        aid,
        new KeySettings(data.at(3)),
        (second & FILES_HAVE_ISO_IDS) != 0,
        named ? OptionalInt.of(LittleEndian.unsigned(data, 5, 2)) : OptionalInt.empty(),
        named ? data.from(7) : Bytes.EMPTY,
        Collections.nCopies(keys, ChipKey.zero(KeyType.AES)),
        new TreeMap<>());
  }

  /** With the chip's master key or, where creating is free, the application's own. */
  static Reply deleteApplication(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    ChipImage image = state.image();
    Application doomed = image.applications().get(request.number(0));
    if (doomed == null) {
      throw new Declined(Status.APPLICATION_NOT_FOUND);
    }
    boolean own = !state.atPicc() && state.application().aid() == doomed.aid();
    Declined.unless(own || state.atPicc(), Status.PERMISSION_DENIED);
    boolean allowed = state.isMaster() && (state.atPicc() || image.settings().creatingFree());
    Declined.unless(allowed, Status.AUTHENTICATION_ERROR);
    int bytesBack = image.generation().knowsEv2() ? doomed.memory() : 0;
    state.store(image.without(doomed.aid(), bytesBack));
    if (own) {
      state.select(CardState.PICC);
    }
    return Reply.DONE;
  }
}
