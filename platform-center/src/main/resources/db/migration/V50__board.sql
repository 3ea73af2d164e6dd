-- What a gate lets through when it runs as it should, in people a minute (docs/reference/board.md). A
-- turnstile's rated 660 an hour unless the organizer says otherwise.
ALTER TABLE gate ADD COLUMN rated_per_minute int NOT NULL DEFAULT 11
  CHECK (rated_per_minute BETWEEN 1 AND 600);

-- Staff saw to it. An incident that comes again after that is open again: it happened more often than
-- they know of.
ALTER TABLE gate_incident
  ADD COLUMN acknowledged_times bigint NOT NULL DEFAULT 0,
  ADD COLUMN acknowledged_at    timestamptz,
  ADD COLUMN acknowledged_by    text,      -- as the audit log names actors
  ADD COLUMN acknowledged_note  text;

-- News for boards on all nodes. By statement: one for each batch that is taken in, however large.
CREATE TRIGGER told_boards AFTER INSERT OR UPDATE ON passage
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('board changed');
CREATE TRIGGER told_boards AFTER INSERT ON gate_note
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('board changed');
CREATE TRIGGER told_boards AFTER INSERT OR UPDATE ON gate_status
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('board changed');
CREATE TRIGGER told_boards AFTER INSERT OR UPDATE ON gate_incident
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('board changed');
CREATE TRIGGER told_boards AFTER INSERT OR UPDATE OR DELETE ON gate
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('board changed');
CREATE TRIGGER told_boards AFTER INSERT ON master_version
  FOR EACH STATEMENT EXECUTE FUNCTION tell_nodes('board changed');
