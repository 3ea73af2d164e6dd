-- The connection that a gate's log was told on: a unit speaks for a gate of the log it greeted with,
-- and a birth comes before that.
ALTER TABLE gate_status ADD COLUMN hello_boot bytea;

-- Whether a gate ever spoke of the log: its rows may come before, from a venue's unit or on a stick.
ALTER TABLE gate_log ADD COLUMN greeted boolean NOT NULL DEFAULT false;
UPDATE gate_log SET greeted = told > 0 OR high_water > 0;
