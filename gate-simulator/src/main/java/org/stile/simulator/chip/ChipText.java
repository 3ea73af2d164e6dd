package org.stile.simulator.chip;

import java.util.stream.Collectors;
import org.stile.core.Bytes;

/**
 * A chip as text, for a person to look at and to change. One thing a line: what it is, then what it
 * has, as {@code name=value}; order and names are fixed, numbers are hexadecimal where a card's
 * documents write them so. {@link ChipTextReader} reads it.
 *
 * <pre>
 * stile-chip 1
 * chip generation=EV2 uid=04112233445566 settings=0f spent=960
 * master-key type=TDEA version=00 value=00000000000000000000000000000000
 * application aid=f57110 settings=09 iso-files=no iso=e110 name=5354494c45
 * key type=AES version=01 value=000102030405060708090a0b0c0d0e0f
 * backup file=00 mode=MACED rights=1230 iso=- content=00ff
 * standard file=01 mode=MACED rights=1230 iso=- content=00ff
 * value file=09 mode=MACED rights=1320 iso=- lower=0 upper=255 value=2 credit=0 credits=no
 * cyclic file=19 mode=MACED rights=1130 iso=- size=24 capacity=9 records=aa,bb
 * linear ...as cyclic
 * mac file=1a mode=MACED rights=1ff0 iso=- version=00 key=00.. counter=7 mac=0011223344556677
 * end
 * </pre>
 */
final class ChipText {
  static final String FIRST_LINE = "stile-chip 1";
  static final String LAST_LINE = "end";
  static final String NONE = "-";
  static final String YES = "yes";
  static final String NO = "no";

  private ChipText() {}

  /** Reads what {@link #write} wrote. */
  static ChipImage read(String text) throws ChipFileException {
    return new ChipTextReader(text).read();
  }

  static String write(ChipImage image) {
    var text = new StringBuilder(FIRST_LINE).append('\n');
    text.append(
        "chip generation=%s uid=%s settings=%02x spent=%d\n"
            .formatted(
                image.generation(), image.uid().hex(), image.settings().value(), image.spent()));
    text.append("master-").append(line(image.masterKey()));
    for (Application application : image.applications().values()) {
      append(text, application);
    }
    return text.append(LAST_LINE).append('\n').toString();
  }

  private static void append(StringBuilder text, Application application) {
    text.append(
        "application aid=%06x settings=%02x iso-files=%s iso=%s name=%s\n"
            .formatted(
                application.aid(),
                application.keySettings().value(),
                application.filesHaveIsoIds() ? YES : NO,
                application.isoId().isPresent()
                    ? "%04x".formatted(application.isoId().getAsInt())
                    : NONE,
                orNone(application.name())));
    application.keys().forEach(key -> text.append(line(key)));
    application.files().forEach((number, file) -> text.append(line(number, file)));
  }

  private static String line(ChipKey key) {
    return "key type=%s version=%02x value=%s\n"
        .formatted(key.type(), key.version(), key.value().hex());
  }

  private static String head(int number, FileSettings settings) {
    return "file=%02x mode=%s rights=%04x iso=%s"
        .formatted(
            number,
            settings.mode(),
            settings.rights().sixteenBits(),
            settings.isoId().isPresent() ? "%04x".formatted(settings.isoId().getAsInt()) : NONE);
  }

  private static String line(int number, CardFile file) {
    String head = head(number, file.settings());
    return switch (file) {
      case CardFile.Standard data -> "standard %s content=%s\n".formatted(head, hex(data));
      case CardFile.Backup data -> "backup %s content=%s\n".formatted(head, hex(data));
      case CardFile.Value value ->
          "value %s lower=%d upper=%d value=%d credit=%d credits=%s\n"
              .formatted(
                  head,
                  value.lower(),
                  value.upper(),
                  value.value(),
                  value.limitedCredit(),
                  value.limitedCreditEnabled() ? YES : NO);
      case CardFile.Records records ->
          "%s %s size=%d capacity=%d records=%s\n"
              .formatted(
                  records.cyclic() ? "cyclic" : "linear",
                  head,
                  records.recordSize(),
                  records.capacity(),
                  records.records().isEmpty()
                      ? NONE
                      : records.records().stream()
                          .map(Bytes::hex)
                          .collect(Collectors.joining(",")));
      case CardFile.TransactionMac mac ->
          "mac %s version=%02x key=%s counter=%d mac=%s\n"
              .formatted(
                  head,
                  mac.key().version(),
                  mac.key().value().hex(),
                  mac.counter(),
                  mac.mac().hex());
    };
  }

  private static String hex(CardFile.Data data) {
    return data.content().hex();
  }

  private static String orNone(Bytes bytes) {
    return bytes.isEmpty() ? NONE : bytes.hex();
  }
}
