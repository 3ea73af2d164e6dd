package org.stile.gate.lane;

import java.util.Optional;
import org.stile.chips.ChipException;
import org.stile.chips.channel.ChannelException;
import org.stile.core.admission.Refusal;

/** What a visitor is told when a chip could not be used. */
final class ChipTrouble {
  private ChipTrouble() {}

  static Refusal refusal(ChipException.Fault fault) {
    return switch (fault) {
      case ChipException.Fault.Channel(ChannelException.Fault cause) -> refusal(cause);
      case ChipException.Fault.Foreign(String found) -> new Refusal.ForeignChip(found);
      case ChipException.Fault.NotGenuine _ -> new Refusal.ChipNotGenuine();
      case ChipException.Fault.WrongMac(String command) ->
          new Refusal.ChipUnreadable("wrong MAC after " + command);
      case ChipException.Fault.Malformed(String detail) -> new Refusal.ChipUnreadable(detail);
      case ChipException.Fault.Refused(String command, int status) ->
          new Refusal.ChipUnreadable(command + ": status " + Integer.toHexString(status));
      case ChipException.Fault.NoEntriesLeft _ -> new Refusal.NoEntriesLeft(0, Optional.empty());
    };
  }

  static Refusal refusal(ChannelException.Fault fault) {
    return switch (fault) {
      case ChannelException.Fault.ChipLost _ -> new Refusal.PulledAway();
      case ChannelException.Fault.SeveralChips(int count) -> new Refusal.SeveralChips(count);
      case ChannelException.Fault.ReaderSilent _,
          ChannelException.Fault.ReaderProtocol _,
          ChannelException.Fault.LinkDown _ ->
          new Refusal.GateOutOfOrder(fault.toString());
    };
  }

  /** Whether it is the reader that failed, so that the next visitor would fare no better. */
  static boolean isReaders(ChannelException.Fault fault) {
    return switch (fault) {
      case ChannelException.Fault.ChipLost _, ChannelException.Fault.SeveralChips _ -> false;
      case ChannelException.Fault.ReaderSilent _,
          ChannelException.Fault.ReaderProtocol _,
          ChannelException.Fault.LinkDown _ ->
          true;
    };
  }
}
