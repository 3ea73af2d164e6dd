package org.stile.chips.desfire;

import java.util.ArrayList;
import java.util.List;
import org.stile.chips.desfire.Command.Mode;
import org.stile.core.Bytes;

/**
 * One file of the application: how it is made, and how the chip describes it once it is.
 *
 * @param number range [0x00, 0x1F].
 * @param create what makes it.
 * @param settings how GetFileSettings begins: type, mode, rights, sizes. After that a record file
 *     counts its records.
 */
record FilePlan(int number, Command create, Bytes settings) {
  private static final int STANDARD = 0x00;
  private static final int BACKUP = 0x01;
  private static final int VALUE = 0x02;
  private static final int CYCLIC = 0x04;

  /** All files but the transaction MAC's, which is made under a key of its own. */
  static List<FilePlan> all() {
    List<FilePlan> all = new ArrayList<>();
    all.add(
        of(
            BACKUP,
            SetupCommands.backupFile(
                Layout.DIRECTORY_FILE,
                Mode.MAC,
                Layout.RIGHTS_DIRECTORY,
                Layout.DIRECTORY_FILE_LENGTH)));
    for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
      all.addAll(ofSlot(slot));
    }
    all.add(
        of(
            CYCLIC,
            SetupCommands.cyclicFile(
                Layout.STAMP_FILE,
                Layout.RIGHTS_STAMPS,
                Layout.STAMP_LENGTH,
                Layout.STAMP_RECORDS)));
    return all;
  }

  /** Whether the chip's description is of a file made by this plan. */
  boolean describedBy(Bytes answer) {
    return answer.length() >= settings.length()
        && answer.slice(0, settings.length()).equals(settings);
  }

  private static List<FilePlan> ofSlot(int slot) {
    return List.of(
        of(
            STANDARD,
            SetupCommands.standardFile(
                Layout.ticketFile(slot), Mode.MAC, Layout.RIGHTS_TICKET, Layout.TICKET_LENGTH_MAX)),
        of(
            VALUE,
            SetupCommands.valueFile(
                Layout.counterFile(slot), Layout.RIGHTS_COUNTER, Layout.ENTRIES_MAX)),
        of(
            STANDARD,
            SetupCommands.standardFile(
                Layout.informationFile(slot),
                Mode.PLAIN,
                Layout.RIGHTS_INFORMATION,
                Layout.INFORMATION_FILE_LENGTH)));
  }

  /** The description repeats what was asked for after the file's number. */
  private static FilePlan of(int type, Command create) {
    return new FilePlan(
        create.header().at(0), create, Bytes.concat(Bytes.of(type), create.header().from(1)));
  }
}
