-- The authority's key comes of the vault: after a lost vault there is a new one beside the old,
-- whose certificates gates still sign with.
ALTER TABLE gate_authority DROP COLUMN only_one;
ALTER TABLE gate_authority ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
