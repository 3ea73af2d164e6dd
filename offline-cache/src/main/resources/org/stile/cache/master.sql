-- master.db, schema version 1. Written by the sync agent, read by the gate; everything in it can be
-- had again from the center. docs/reference/journal.md explains it.

CREATE TABLE catalog (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  file_id    BLOB    NOT NULL, -- random: tells a file from the one that took its place
  generation INTEGER NOT NULL -- grows whenever a key set or master changes: the gate loads again
) STRICT;
INSERT INTO catalog VALUES (1, randomblob(16), 0);

CREATE TABLE key_set (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL CHECK (version >= 1),
  signed  BLOB    NOT NULL -- as published: believed only after its signature was checked again
) STRICT;

CREATE TABLE master (
  event   INTEGER PRIMARY KEY CHECK (event BETWEEN 1 AND 4294967295),
  version INTEGER NOT NULL CHECK (version >= 1),
  signed  BLOB    NOT NULL -- as published
) STRICT;

CREATE TABLE peer_passage (
  log_id    BLOB    NOT NULL CHECK (length(log_id) = 16),
  sequence  INTEGER NOT NULL CHECK (sequence >= 1), -- the granting row in that log
  as_of     INTEGER NOT NULL CHECK (as_of >= sequence), -- the row that told this state
  gate      TEXT    NOT NULL,
  event     INTEGER NOT NULL CHECK (event BETWEEN 1 AND 4294967295),
  ticket    INTEGER NOT NULL CHECK (ticket BETWEEN 0 AND 1048575),
  direction TEXT    NOT NULL CHECK (direction IN ('ENTRY', 'EXIT')),
  number    INTEGER NOT NULL CHECK (number BETWEEN 1 AND 255),
  lane      INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 15),
  wall_ms   INTEGER NOT NULL,
  state     TEXT    NOT NULL CHECK (state IN ('GRANTED', 'STAMPED', 'PASSED', 'NOT_PASSED',
                                              'WITHDRAWN')),
  PRIMARY KEY (log_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_passage_of_ticket ON peer_passage (event, ticket);

CREATE TABLE upload (
  log_id       BLOB    PRIMARY KEY CHECK (length(log_id) = 16),
  acknowledged INTEGER NOT NULL CHECK (acknowledged >= 0) -- all rows up to it are at the center
) STRICT;

CREATE TABLE trusted_time (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  wall_ms      INTEGER NOT NULL,
  monotonic_ns INTEGER NOT NULL, -- CLOCK_MONOTONIC of this machine at that time
  unit_boot    TEXT    NOT NULL  -- and which start of the machine that clock counts from
) STRICT;

CREATE TRIGGER key_sets_grow BEFORE UPDATE ON key_set WHEN NEW.version <= OLD.version
  BEGIN SELECT RAISE(ABORT, 'a key set is replaced by a newer one'); END;
CREATE TRIGGER masters_grow BEFORE UPDATE ON master WHEN NEW.version <= OLD.version
  BEGIN SELECT RAISE(ABORT, 'a master is replaced by a newer one'); END;
CREATE TRIGGER acknowledgements_grow BEFORE UPDATE ON upload
  WHEN NEW.acknowledged < OLD.acknowledged
  BEGIN SELECT RAISE(ABORT, 'what was acknowledged stays acknowledged'); END;
