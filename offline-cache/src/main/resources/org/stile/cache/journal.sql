-- journal.db, schema version 1. Written by the gate alone; docs/reference/journal.md explains it.

CREATE TABLE log (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  log_id BLOB NOT NULL CHECK (length(log_id) = 16), -- random: a new card never reuses a sequence
  gate   TEXT NOT NULL
) STRICT;

CREATE TABLE journal_row (
  sequence      INTEGER PRIMARY KEY CHECK (sequence >= 1),
  kind          TEXT    NOT NULL CHECK (kind IN ('GRANTED', 'PROGRESS', 'REFUSED', 'INCIDENT')),
  lane          INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 15),
  wall_ms       INTEGER NOT NULL,                       -- Unix time as the clock said
  trust         TEXT    NOT NULL CHECK (trust IN ('TRUSTED', 'HELD', 'UNTRUSTED')),
  boot_id       BLOB    NOT NULL CHECK (length(boot_id) = 16),
  monotonic_ns  INTEGER NOT NULL,                       -- since that boot
  event         INTEGER CHECK (event BETWEEN 1 AND 4294967295),
  ticket        INTEGER CHECK (ticket BETWEEN 0 AND 1048575),
  chip          BLOB    CHECK (length(chip) BETWEEN 4 AND 10),
  direction     TEXT    CHECK (direction IN ('ENTRY', 'EXIT')),
  number        INTEGER CHECK (number BETWEEN 1 AND 255),
  slot          INTEGER CHECK (slot BETWEEN 0 AND 7),
  nonce         BLOB    CHECK (length(nonce) = 8),
  debits        INTEGER CHECK (debits IN (0, 1)),
  seat_type     INTEGER CHECK (seat_type BETWEEN 0 AND 255),
  zone          INTEGER CHECK (zone BETWEEN 0 AND 255),
  clock_doubted INTEGER CHECK (clock_doubted IN (0, 1)),
  about         INTEGER REFERENCES journal_row (sequence),
  outcome       TEXT    CHECK (outcome IN ('STAMPED', 'NOT_STAMPED', 'STAMP_UNKNOWN', 'OPENED',
                                           'PASSED', 'NOT_PASSED', 'WITHDRAWN')),
  code          TEXT    CHECK (length(code) <= 40),
  detail        TEXT    CHECK (length(detail) <= 200),
  hash          BLOB    NOT NULL CHECK (length(hash) = 32),
  CHECK ((event IS NULL) = (ticket IS NULL)),
  CHECK ((kind = 'GRANTED') = (number IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (direction IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (slot IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (nonce IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (debits IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (seat_type IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (zone IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (clock_doubted IS NOT NULL)),
  CHECK ((kind = 'GRANTED') = (detail IS NULL)),
  CHECK ((kind = 'PROGRESS') = (about IS NOT NULL)),
  CHECK ((kind = 'PROGRESS') = (outcome IS NOT NULL)),
  CHECK ((kind IN ('REFUSED', 'INCIDENT')) = (code IS NOT NULL)),
  CHECK (kind IN ('GRANTED', 'REFUSED') OR (event IS NULL AND chip IS NULL)),
  CHECK (kind <> 'GRANTED' OR (event IS NOT NULL AND chip IS NOT NULL))
) STRICT;

-- Grants of this gate that were read out of a damaged journal before this one was begun.
CREATE TABLE inherited (
  event     INTEGER NOT NULL CHECK (event BETWEEN 1 AND 4294967295),
  ticket    INTEGER NOT NULL CHECK (ticket BETWEEN 0 AND 1048575),
  direction TEXT    NOT NULL CHECK (direction IN ('ENTRY', 'EXIT')),
  number    INTEGER NOT NULL CHECK (number BETWEEN 1 AND 255),
  lane      INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 15),
  wall_ms   INTEGER NOT NULL,
  state     TEXT    NOT NULL CHECK (state IN ('GRANTED', 'STAMPED', 'PASSED', 'NOT_PASSED',
                                              'WITHDRAWN')),
  PRIMARY KEY (event, ticket, direction, number)
) STRICT, WITHOUT ROWID;

-- The promise of the whole gate: a number of a ticket is granted once.
CREATE UNIQUE INDEX grant_once ON journal_row (event, ticket, direction, number)
  WHERE kind = 'GRANTED';
CREATE INDEX grant_of_chip ON journal_row (chip) WHERE kind = 'GRANTED';
CREATE INDEX progress_about ON journal_row (about) WHERE kind = 'PROGRESS';

CREATE TRIGGER rows_have_no_gap BEFORE INSERT ON journal_row
  WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM journal_row)
  BEGIN SELECT RAISE(ABORT, 'the next row has the next sequence'); END;

-- INSERT OR REPLACE would delete the older grant behind the index's back.
CREATE TRIGGER grants_are_not_replaced BEFORE INSERT ON journal_row
  WHEN NEW.kind = 'GRANTED' AND EXISTS (
    SELECT 1 FROM journal_row WHERE kind = 'GRANTED' AND event = NEW.event AND ticket = NEW.ticket
      AND direction = NEW.direction AND number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'granted before'); END;

CREATE TRIGGER progress_is_about_a_grant BEFORE INSERT ON journal_row
  WHEN NEW.kind = 'PROGRESS' AND NOT EXISTS (
    SELECT 1 FROM journal_row WHERE sequence = NEW.about AND kind = 'GRANTED')
  BEGIN SELECT RAISE(ABORT, 'progress is about a grant'); END;

CREATE TRIGGER rows_do_not_change BEFORE UPDATE ON journal_row
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER rows_do_not_go BEFORE DELETE ON journal_row
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER log_does_not_change BEFORE UPDATE ON log
  BEGIN SELECT RAISE(ABORT, 'a log keeps its name'); END;
CREATE TRIGGER log_does_not_go BEFORE DELETE ON log
  BEGIN SELECT RAISE(ABORT, 'a log keeps its name'); END;
