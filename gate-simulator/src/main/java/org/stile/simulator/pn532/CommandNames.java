package org.stile.simulator.pn532;

import java.util.Map;

/** What the manual calls its commands (PN532 UM0701-02 §7). */
final class CommandNames {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x00, "Diagnose"),
          Map.entry(0x02, "GetFirmwareVersion"),
          Map.entry(0x04, "GetGeneralStatus"),
          Map.entry(0x06, "ReadRegister"),
          Map.entry(0x08, "WriteRegister"),
          Map.entry(0x0C, "ReadGPIO"),
          Map.entry(0x0E, "WriteGPIO"),
          Map.entry(0x10, "SetSerialBaudRate"),
          Map.entry(0x12, "SetParameters"),
          Map.entry(0x14, "SAMConfiguration"),
          Map.entry(0x16, "PowerDown"),
          Map.entry(0x32, "RFConfiguration"),
          Map.entry(0x40, "InDataExchange"),
          Map.entry(0x42, "InCommunicateThru"),
          Map.entry(0x44, "InDeselect"),
          Map.entry(0x4A, "InListPassiveTarget"),
          Map.entry(0x4E, "InPSL"),
          Map.entry(0x50, "InATR"),
          Map.entry(0x52, "InRelease"),
          Map.entry(0x54, "InSelect"),
          Map.entry(0x60, "InAutoPoll"));

  private CommandNames() {}

  static String of(int code) {
    return NAMES.getOrDefault(code, "command %02X".formatted(code));
  }
}
