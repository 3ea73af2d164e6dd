package org.stile.chips.desfire;

/** Which key of a chip, and what it may do (docs/chip-layout.md, "Application"). */
enum KeyRole {
  ISSUER(0, "issuer"),
  GATE(1, "gate"),
  ISSUE(2, "issue"),
  DESK(3, "desk"),
  RESERVED(4, "reserved"),

  /** Not a key of the application: of its transaction MAC file. */
  TRANSACTION_MAC(-1, "transaction-mac");

  private final int number;
  private final String title;

  KeyRole(int number, String title) {
    this.number = number;
    this.title = title;
  }

  /** As the application counts its keys. */
  int number() {
    return number;
  }

  /** Its name in a key file. */
  String title() {
    return title;
  }
}
