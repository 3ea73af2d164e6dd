-- The authority that signs the certificates of gates. Its key is made of the vault's secret; this is
-- what gates and brokers check against.
CREATE TABLE gate_authority (
  only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  certificate bytea NOT NULL,            -- DER
  created_at  timestamptz NOT NULL
);

-- Certificates of gates. A broker lets in only what stands here, is not revoked and not expired.
CREATE TABLE gate_certificate (
  serial     text PRIMARY KEY CHECK (serial ~ '^[0-9a-f]{1,40}$'), -- as hex
  venue_id   bigint NOT NULL REFERENCES venue ON DELETE CASCADE,
  gate       text NOT NULL,
  not_before timestamptz NOT NULL,
  not_after  timestamptz NOT NULL,
  issued_at  timestamptz NOT NULL,
  issued_by  text NOT NULL,              -- as the audit log names actors
  revoked_at timestamptz,
  reason     text                        -- of the revocation
);
CREATE INDEX gate_certificate_gate ON gate_certificate (venue_id, gate);

-- What staff must know of a gate. One row for each thing; what comes again only counts.
CREATE TABLE gate_incident (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  venue_id   bigint NOT NULL,            -- no reference: the broker hears of venues that are not
  gate       text NOT NULL,
  kind       text NOT NULL,
  about      text NOT NULL,              -- what makes two of a kind the same thing
  detail     text NOT NULL,
  event_id   bigint,
  times      bigint NOT NULL DEFAULT 1,
  first_at   timestamptz NOT NULL,
  last_at    timestamptz NOT NULL,
  UNIQUE (venue_id, gate, kind, about)
);
CREATE INDEX gate_incident_event ON gate_incident (event_id) WHERE event_id IS NOT NULL;
