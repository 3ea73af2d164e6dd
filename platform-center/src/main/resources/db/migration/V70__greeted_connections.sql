-- The connection that a gate's log was told on: a unit speaks for a gate of the log it greeted with,
-- and a birth comes before that.
ALTER TABLE gate_status ADD COLUMN hello_boot bytea;
