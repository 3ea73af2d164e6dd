-- Keys by their public halves; the private ones are in a vault and nowhere else. So a lost vault
-- loses the power to sign, never the knowledge of what was signed.
CREATE TABLE signing_key (
  use        text NOT NULL CHECK (use IN ('MASTER', 'ISSUING')),
  id         int NOT NULL CHECK (id BETWEEN 0 AND 255), -- as signed messages name it; never used twice
  algorithm  text NOT NULL CHECK (algorithm IN ('EDDSA', 'ES256')),
  public_key bytea NOT NULL,
  created_at timestamptz NOT NULL,
  not_before timestamptz NOT NULL,       -- what it signed earlier is not believed
  not_after  timestamptz NOT NULL,       -- what it signed later is not believed
  signs_from timestamptz,                -- issuing: when it takes over; master: see key_set
  lost_at    timestamptz,                -- its private half is gone; what it signed stays good
  retired_at timestamptz,                -- in no master or key set any more
  compromised boolean NOT NULL DEFAULT false,
  PRIMARY KEY (use, id)
);

-- The root keys whose key sets this center takes, as gates do.
CREATE TABLE root_key (
  id         int PRIMARY KEY CHECK (id BETWEEN 0 AND 255),
  algorithm  text NOT NULL CHECK (algorithm IN ('EDDSA', 'ES256')),
  public_key bytea NOT NULL,
  created_at timestamptz NOT NULL
);

-- Event information as it was signed: tickets name a record by its hash, and masters accept all of
-- an event's. The last row is the one in force.
CREATE TABLE event_information (
  event_id   bigint NOT NULL REFERENCES event,
  number     int NOT NULL,
  hash       bytea NOT NULL CHECK (length(hash) = 8),
  signed     bytea NOT NULL,
  key_id     int NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (event_id, number)
);

-- One row for each change that no master tells yet, written in the transaction that makes it; the
-- one that publishes deletes those it saw. So no change waits for another, and none is forgotten.
CREATE TABLE master_due (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id bigint NOT NULL
);
