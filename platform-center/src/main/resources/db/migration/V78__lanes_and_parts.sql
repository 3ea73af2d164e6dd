-- Which lane of the gate tells it: of a gate with two, one may be out of order.
ALTER TABLE gate_note ADD COLUMN lane smallint NOT NULL DEFAULT 0;
ALTER TABLE gate_note ALTER COLUMN lane DROP DEFAULT;

-- At a unit, beside how many tickets are out: for how many entries each pays, and who of them is expected
-- where, as the center tells (UnitFacts.Event).
ALTER TABLE event ADD COLUMN told_parts jsonb;
