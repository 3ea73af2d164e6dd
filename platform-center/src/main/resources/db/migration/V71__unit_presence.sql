-- At the center: the venue's unit, as it last told of itself. At a unit: how it is with its center.
CREATE TABLE venue_unit (
  venue_id      bigint PRIMARY KEY REFERENCES venue ON DELETE CASCADE,
  online        boolean NOT NULL,     -- the connection has not ended
  boot_id       bytea,                -- of that connection; NULL at a unit
  gone_boot_id  bytea,                -- of the last connection that ended: what it told comes late, if at all
  last_contact  timestamptz,          -- at a unit: when the center's broker was last heard; NULL: never
  waiting       bigint NOT NULL DEFAULT 0, -- rows it has and the center did not acknowledge, as it told; not kept at a unit
  waiting_since timestamptz,          -- of the oldest of them
  followed_at   timestamptz           -- at a unit: when the center last answered what is new
);

-- Gates that the unit speaks for. A gate whose connection is another by now speaks for itself.
CREATE TABLE unit_gate (
  venue_id bigint NOT NULL REFERENCES venue_unit ON DELETE CASCADE,
  gate     text NOT NULL,
  boot_id  bytea NOT NULL,            -- of its connection with the unit
  PRIMARY KEY (venue_id, gate)
);

CREATE TRIGGER told_boards AFTER INSERT OR UPDATE ON venue_unit
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('board changed');

-- At a unit: rows it has and the center did not acknowledge, by log, and when the oldest came. A message
-- holds at most 100 rows, so the one with the oldest begins no further before it.
CREATE VIEW rows_to_forward AS
SELECT l.venue_id, l.id AS log, l.high_water - l.has AS rows, oldest.at AS since
FROM (SELECT id, venue_id, high_water, greatest(forwarded, root) AS has FROM gate_log) AS l
LEFT JOIN LATERAL (
  SELECT s.at FROM journal_segment AS s
  WHERE s.log = l.id AND s.first > l.has - 100 AND s.last > l.has ORDER BY s.first LIMIT 1) AS oldest ON true
WHERE l.high_water > l.has;
