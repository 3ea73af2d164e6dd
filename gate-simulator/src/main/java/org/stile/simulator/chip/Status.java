package org.stile.simulator.chip;

/** What a DESFire chip says about a command, one byte (AN12343, list of status codes). */
enum Status {
  OPERATION_OK(0x00),
  NO_CHANGES(0x0C),
  OUT_OF_MEMORY(0x0E),
  ILLEGAL_COMMAND(0x1C),
  INTEGRITY_ERROR(0x1E),
  NO_SUCH_KEY(0x40),
  LENGTH_ERROR(0x7E),
  PERMISSION_DENIED(0x9D),
  PARAMETER_ERROR(0x9E),
  APPLICATION_NOT_FOUND(0xA0),
  AUTHENTICATION_ERROR(0xAE),
  ADDITIONAL_FRAME(0xAF),
  BOUNDARY_ERROR(0xBE),
  COMMAND_ABORTED(0xCA),
  COUNT_ERROR(0xCE),
  DUPLICATE_ERROR(0xDE),
  MEMORY_ERROR(0xEE),
  FILE_NOT_FOUND(0xF0);

  private final int code;

  Status(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
