-- Venue units (docs/decisions/0013): at the center, their certificates; at a unit, what it follows.
ALTER TABLE gate_certificate ADD COLUMN unit boolean NOT NULL DEFAULT false; -- of the venue's unit; gate is '' then

-- At a unit: how far the center acknowledged the log.
ALTER TABLE gate_log ADD COLUMN forwarded bigint NOT NULL DEFAULT 0;

-- At a unit: how many tickets are out, as the center tells; NULL: they are in the table ticket.
ALTER TABLE event ADD COLUMN told_expected bigint;

-- At a unit, which cannot sign: deltas as the center made them.
CREATE TABLE master_delta (
  event_id     bigint NOT NULL REFERENCES event,
  from_version bigint NOT NULL,
  to_version   bigint NOT NULL,
  signed       bytea NOT NULL,
  PRIMARY KEY (event_id, to_version, from_version)
);
