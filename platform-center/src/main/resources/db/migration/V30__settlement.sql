-- Settlements as they were signed (docs/reference/settlement.md): bytes, so that a signature stays good.
CREATE TABLE settlement (
  event_id           bigint NOT NULL REFERENCES event,
  number             int NOT NULL CHECK (number >= 1),
  drawn_up_at        timestamptz NOT NULL,
  final              boolean NOT NULL,
  key_id             smallint NOT NULL,    -- the issuing key that signed
  document           bytea NOT NULL,       -- JSON
  document_signature bytea NOT NULL,
  sheet              bytea NOT NULL,       -- CSV
  sheet_signature    bytea NOT NULL,
  PRIMARY KEY (event_id, number)
);
