package org.stile.simulator.cli;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.stile.chips.ChipException;
import org.stile.chips.channel.ChannelException;
import org.stile.simulator.chip.ChipFileException;

/** What went wrong and what to do about it, for whoever typed the command. */
final class Sentences {
  private Sentences() {}

  static String on(Exception problem) {
    return switch (problem) {
      case ChipFileException file when file.getCause() instanceof FileSystemException cause ->
          on(cause);
      case ChipFileException file -> on(file.fault());
      case ChannelException channel -> on(channel.fault());
      case ChipException chip -> on(chip.fault());
      case FileAlreadyExistsException there -> there.getMessage() + " exists; name another place";
      case NoSuchFileException missing -> missing.getMessage() + " is not there";
      default -> String.valueOf(problem.getMessage());
    };
  }

  private static String on(ChipFileException.Fault fault) {
    return switch (fault) {
      case ChipFileException.Fault.Disk(String detail) ->
          "the chip file cannot be read or written: " + detail;
      case ChipFileException.Fault.Exists(String path) ->
          path + " exists; name another file, a chip is never overwritten";
      case ChipFileException.Fault.TooLong(long bytes, long limit) ->
          "no chip file: " + bytes + " bytes, and the largest chip takes " + limit;
      case ChipFileException.Fault.NotAChip _ -> "no chip file; ./stile chip new FILE makes one";
      case ChipFileException.Fault.CutShort(int lines) ->
          "the chip file was cut short after line " + lines + "; make a new one";
      case ChipFileException.Fault.BadLine(int number, String why) ->
          "the chip file is damaged in line " + number + ": " + why;
    };
  }

  private static String on(ChannelException.Fault fault) {
    return switch (fault) {
      case ChannelException.Fault.ChipLost _ -> "the chip left too soon; hold it again";
      case ChannelException.Fault.SeveralChips(int chips) ->
          chips + " chips at the reader; hold one";
      case ChannelException.Fault.ReaderSilent silent ->
          "the reader does not answer; is it a PN532, in serial mode (HSU), with power? ("
              + silent.waited().toMillis()
              + " ms, tried "
              + silent.tried()
              + ")";
      case ChannelException.Fault.ReaderProtocol(String detail) ->
          "what answers is no PN532: " + detail;
      case ChannelException.Fault.LinkDown(String detail) ->
          "no reader there: " + detail + "; is the path a serial line, and may you use it?";
    };
  }

  private static String on(ChipException.Fault fault) {
    return switch (fault) {
      case ChipException.Fault.Channel(ChannelException.Fault cause) -> on(cause);
      case ChipException.Fault.Foreign(String found) -> "not a chip of this system: " + found;
      case ChipException.Fault.NotGenuine _ ->
          "the chip does not know these keys; name the key file it was made with: --keys FILE";
      case ChipException.Fault.WrongMac(String command) ->
          "the chip's answer to " + command + " was changed on its way; hold it again";
      case ChipException.Fault.Malformed(String detail) ->
          "the chip says what cannot be: " + detail;
      case ChipException.Fault.Refused(String command, int status) ->
          "the chip refuses %s with status %02X".formatted(command, status);
      case ChipException.Fault.NoEntriesLeft(int slot) -> "slot " + slot + " has no entries left";
    };
  }
}
