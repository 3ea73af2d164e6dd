-- Tickets that were signed for a chip. Index: the seat's own number the first time, a fresh one when
-- a seat whose ticket was taken back is issued again.
CREATE TABLE ticket (
  event_id     bigint NOT NULL,
  ticket_index int NOT NULL CHECK (ticket_index BETWEEN 0 AND 1048575),
  request_id   bigint NOT NULL,
  seat         int NOT NULL,
  chip         bytea NOT NULL,
  status       text NOT NULL DEFAULT 'VALID' CHECK (status IN ('VALID', 'SUSPENDED', 'REVOKED')),
  signed       bytea NOT NULL,
  issued_at    timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL,     -- of the status
  PRIMARY KEY (event_id, ticket_index),
  FOREIGN KEY (event_id, request_id) REFERENCES request (event_id, id)
);
-- The last word: a seat has at most one ticket that admits.
CREATE UNIQUE INDEX ticket_seat ON ticket (event_id, seat) WHERE status <> 'REVOKED';
CREATE INDEX ticket_request ON ticket (event_id, request_id);
CREATE INDEX ticket_status ON ticket (event_id) WHERE status <> 'VALID';

CREATE TABLE master_version (
  event_id   bigint NOT NULL REFERENCES event,
  version    bigint NOT NULL,
  signed     bytea NOT NULL,
  sha256     bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (event_id, version)
);

CREATE TABLE key_set (
  version    bigint PRIMARY KEY,
  signed     bytea NOT NULL,
  created_at timestamptz NOT NULL
);
