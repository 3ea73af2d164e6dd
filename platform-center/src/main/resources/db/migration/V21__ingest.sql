-- What gates sent (docs/reference/ingest.md). Rows of a log enter in their order and without a gap, so
-- high_water is the contiguous prefix by construction: nobody computes it, and nobody can get it wrong.
CREATE TABLE gate_log (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log_id     bytea NOT NULL UNIQUE CHECK (length(log_id) = 16),
  venue_id   bigint NOT NULL REFERENCES venue,
  gate       text NOT NULL,
  high_water bigint NOT NULL DEFAULT 0,
  hash       bytea NOT NULL CHECK (length(hash) = 32), -- of row high_water; before row 1: of the log's name
  ahead      int NOT NULL DEFAULT 0,     -- messages in journal_ahead
  told       bigint NOT NULL DEFAULT 0,  -- the last sequence the gate said it has
  first_at   timestamptz NOT NULL,
  last_at    timestamptz NOT NULL
);
CREATE INDEX gate_log_gate ON gate_log (venue_id, gate);

-- Rows as they came, at most 100 in one message with the hash before and after: whoever doubts a count
-- can walk the chain again.
CREATE TABLE journal_segment (
  log     bigint NOT NULL REFERENCES gate_log,
  first   bigint NOT NULL CHECK (first >= 1),
  last    bigint NOT NULL CHECK (last >= first),
  message bytea NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (log, first)
);

-- Messages that came before what belongs in front of them: several nodes share one subscription.
CREATE TABLE journal_ahead (
  log     bigint NOT NULL REFERENCES gate_log,
  first   bigint NOT NULL,
  message bytea NOT NULL,
  PRIMARY KEY (log, first)
);

-- What was refused admittance, byte for byte.
CREATE TABLE quarantine (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  venue_id bigint NOT NULL,
  gate     text NOT NULL,
  kind     text NOT NULL,
  sha256   bytea NOT NULL,
  message  bytea NOT NULL,
  at       timestamptz NOT NULL,
  UNIQUE (venue_id, gate, sha256)
);

-- The fold: one row for each grant, with what the progress rows about it add up to.
CREATE TABLE passage (
  log          bigint NOT NULL REFERENCES gate_log,
  sequence     bigint NOT NULL,
  as_of        bigint NOT NULL,          -- the row that told state
  event_id     bigint NOT NULL,
  ticket_index int NOT NULL,
  direction    smallint NOT NULL CHECK (direction IN (0, 1)), -- entry, exit
  number       smallint NOT NULL,
  lane         smallint NOT NULL,
  at           timestamptz NOT NULL,     -- of the scan, by the gate's clock
  state        smallint NOT NULL CHECK (state BETWEEN 0 AND 4), -- withdrawn, granted, stamped, not passed, passed
  stamp_open   boolean NOT NULL,
  seat_type    smallint NOT NULL,
  zone         smallint NOT NULL,
  doubted      boolean NOT NULL,         -- admitted although the clock could not be trusted
  twin         boolean NOT NULL,         -- another log granted the same number before
  changed_at   timestamptz NOT NULL,
  PRIMARY KEY (log, sequence)
);
-- One number of one ticket is granted once; what comes from another log as well is a twin.
CREATE UNIQUE INDEX passage_once ON passage (event_id, ticket_index, direction, number) WHERE NOT twin;
CREATE INDEX passage_changed ON passage (changed_at);

-- Refusals, and what gates tell of themselves.
CREATE TABLE gate_note (
  log          bigint NOT NULL REFERENCES gate_log,
  sequence     bigint NOT NULL,
  refusal      boolean NOT NULL,
  code         text NOT NULL,
  detail       text NOT NULL,
  event_id     bigint,
  at           timestamptz NOT NULL,
  PRIMARY KEY (log, sequence)
);
CREATE INDEX gate_note_event ON gate_note (event_id) WHERE event_id IS NOT NULL;

-- How each gate is, as of its last word.
CREATE TABLE gate_status (
  venue_id      bigint NOT NULL REFERENCES venue ON DELETE CASCADE,
  gate          text NOT NULL,
  boot_id       bytea,                   -- of its last connection
  online        boolean NOT NULL,
  log           bigint REFERENCES gate_log,
  last_contact  timestamptz NOT NULL,
  agent_version text,
  last_sequence bigint,
  unsynced      bigint,
  masters       jsonb NOT NULL DEFAULT '{}',
  key_set       bigint,
  clock_trust   text,
  clock_off_ms  bigint,                  -- its clock minus the center's, on arrival
  reader_faults bigint,
  disk_free     bigint,
  temperature   int,
  under_voltage boolean,
  PRIMARY KEY (venue_id, gate)
);

-- News for all nodes, whoever makes them (Notices).
CREATE FUNCTION tell_nodes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('stile', TG_ARGV[0]); RETURN NULL; END $$;
CREATE TRIGGER told AFTER INSERT ON master_version
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('masters');
CREATE TRIGGER told AFTER INSERT ON key_set
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('masters');
CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON gate
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('gate-certificates');
CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON gate_certificate
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('gate-certificates');
