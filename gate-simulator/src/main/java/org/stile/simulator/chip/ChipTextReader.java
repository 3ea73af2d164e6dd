package org.stile.simulator.chip;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stile.core.Bytes;
import org.stile.simulator.chip.ChipFileException.Fault;

/** Reads {@link ChipText} once, line by line, and checks that such a chip can be. */
final class ChipTextReader {
  private final List<String> lines;
  private int at;

  ChipTextReader(String text) {
    this.lines = text.lines().toList();
  }

  ChipImage read() throws ChipFileException {
    String first = lines.isEmpty() ? "" : lines.getFirst();
    if (!first.equals(ChipText.FIRST_LINE)) {
      throw new ChipFileException(
          new Fault.NotAChip(first.substring(0, Math.min(first.length(), 40))));
    }
    if (!lines.getLast().equals(ChipText.LAST_LINE)) {
      throw new ChipFileException(new Fault.CutShort(lines.size()));
    }
    at = 1;
    try {
      return image();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Of the records that hold the values: each checks its own ranges.
      throw new ChipFileException(new Fault.BadLine(at, String.valueOf(e.getMessage())), e);
    }
  }

  private boolean atEnd() {
    return at == lines.size() - 1;
  }

  private boolean isNext(String kind) {
    return !atEnd() && lines.get(at).startsWith(kind + " ");
  }

  private ChipTextLine next(String kind, String... names) {
    String line = lines.get(at);
    at++;
    return ChipTextLine.of(line, kind, names);
  }

  private ChipImage image() {
    var chip = next("chip", "generation", "uid", "settings", "spent");
    ChipImage blank =
        ChipImage.blank(chip.constant(Generation.class, "generation"), chip.bytes("uid"))
            .with(new KeySettings(chip.hexadecimal("settings")));
    int spent = chip.decimal("spent");
    want(spent >= 0 && spent <= Generation.MEMORY_BYTES, "a chip has 4096 bytes");
    ChipImage image = blank.with(key(next("master-key", "type", "version", "value")));
    int used = 0;
    while (!atEnd()) {
      Application application = application();
      want(!image.applications().containsKey(application.aid()), "two of one AID");
      want(image.applications().size() < ChipImage.APPLICATIONS_MAX, "too many applications");
      used += application.memory();
      image = image.with(application, application.memory());
    }
    want(used <= spent, "spent=%d does not cover %d bytes".formatted(spent, used));
    return image.withSpent(spent);
  }

  private static ChipKey key(ChipTextLine line) {
    return new ChipKey(
        line.constant(KeyType.class, "type"), line.bytes("value"), line.hexadecimal("version"));
  }

  private Application application() {
    var line = next("application", "aid", "settings", "iso-files", "iso", "name");
    var keys = new ArrayList<ChipKey>();
    while (isNext("key")) {
      keys.add(key(next("key", "type", "version", "value")));
    }
    boolean sound =
        !keys.isEmpty()
            && keys.size() <= Application.KEYS_MAX
            && keys.stream().allMatch(key -> key.type() == KeyType.AES);
    want(sound, "an application has 1 to 14 AES keys");
    var files = new TreeMap<Integer, CardFile>();
    while (!atEnd() && !isNext("application")) {
      file(files, keys.size());
    }
    int aid = line.hexadecimal("aid");
    want(aid > 0 && aid <= Application.AID_MAX, "an AID is between 000001 and ffffff");
    Bytes name = line.bytes("name");
    want(name.length() <= Application.NAME_MAX, "a DF name has at most 16 bytes");
    return new Application(
        aid,
        new KeySettings(line.hexadecimal("settings")),
        line.yes("iso-files"),
        line.hexadecimalOrNone("iso"),
        name,
        keys,
        files);
  }

  private void file(SortedMap<Integer, CardFile> files, int keys) {
    String kind = lines.get(at).split(" ", 2)[0];
    var line =
        switch (kind) {
          case "standard", "backup" -> nextFile(kind, "content");
          case "value" -> nextFile(kind, "lower", "upper", "value", "credit", "credits");
          case "cyclic", "linear" -> nextFile(kind, "size", "capacity", "records");
          case "mac" -> nextFile(kind, "version", "key", "counter", "mac");
          default -> throw new IllegalArgumentException("no kind of file: " + kind);
        };
    int number = line.hexadecimal("file");
    want(number >= 0 && number <= Application.FILE_NUMBER_MAX, "a file number is at most 1f");
    var rights = AccessRights.of(line.hexadecimal("rights"));
    want(rights.nameOnly(keys), "rights name a key that is not there");
    OptionalInt isoId = line.hexadecimalOrNone("iso");
    var settings = new FileSettings(line.constant(CommMode.class, "mode"), rights, isoId);
    CardFile file = file(line, kind, settings);
    boolean another =
        file instanceof CardFile.TransactionMac
            && files.values().stream().anyMatch(CardFile.TransactionMac.class::isInstance);
    want(!another, "two transaction MAC files");
    want(files.put(number, file) == null, "two files of one number");
  }

  private ChipTextLine nextFile(String kind, String... names) {
    var all = new ArrayList<>(List.of("file", "mode", "rights", "iso"));
    all.addAll(List.of(names));
    return next(kind, all.toArray(String[]::new));
  }

  private static CardFile file(ChipTextLine line, String kind, FileSettings settings) {
    return switch (kind) {
      case "standard" -> new CardFile.Standard(settings, line.bytes("content"));
      case "backup" -> new CardFile.Backup(settings, line.bytes("content"));
      case "value" ->
          new CardFile.Value(
              settings,
              line.decimal("lower"),
              line.decimal("upper"),
              line.decimal("value"),
              line.decimal("credit"),
              line.yes("credits"));
      case "mac" ->
          new CardFile.TransactionMac(
              settings,
              new ChipKey(KeyType.AES, line.bytes("key"), line.hexadecimal("version")),
              line.longDecimal("counter"),
              line.bytes("mac"));
      default -> // Cyclic or linear: the caller knows no other.
          new CardFile.Records(
              settings,
              kind.equals("cyclic"),
              line.decimal("size"),
              line.decimal("capacity"),
              line.list("records"));
    };
  }

  private static void want(boolean holds, String why) {
    if (!holds) {
      throw new IllegalArgumentException(why);
    }
  }
}
