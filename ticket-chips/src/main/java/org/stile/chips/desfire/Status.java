package org.stile.chips.desfire;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a DESFire says of a command, in the second status byte of its ISO-wrapped answer (MF2DLHX0
 * data sheet, "command and status codes"). Never authenticated unless it is {@link #OK}.
 */
enum Status {
  OK(0x00),
  NO_CHANGES(0x0C),
  OUT_OF_EEPROM(0x0E),
  ILLEGAL_COMMAND(0x1C),
  INTEGRITY_ERROR(0x1E),
  NO_SUCH_KEY(0x40),
  LENGTH_ERROR(0x7E),
  PERMISSION_DENIED(0x9D),
  PARAMETER_ERROR(0x9E),
  APPLICATION_NOT_FOUND(0xA0),
  APPLICATION_INTEGRITY_ERROR(0xA1),
  AUTHENTICATION_ERROR(0xAE),
  ADDITIONAL_FRAME(0xAF),
  BOUNDARY_ERROR(0xBE),
  CHIP_INTEGRITY_ERROR(0xC1),
  COMMAND_ABORTED(0xCA),
  CHIP_DISABLED(0xCD),
  COUNT_ERROR(0xCE),
  DUPLICATE_ERROR(0xDE),
  EEPROM_ERROR(0xEE),
  FILE_NOT_FOUND(0xF0),
  FILE_INTEGRITY_ERROR(0xF1);

  private final int code;

  Status(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<Status> of(int code) {
    return Arrays.stream(values()).filter(status -> status.code == code).findFirst();
  }
}
