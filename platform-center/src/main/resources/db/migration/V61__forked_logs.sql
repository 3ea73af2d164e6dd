-- A log that goes on in two ways (a copied or restored card) has a line of its own for each: rows are
-- counted by line, so that nothing that was admitted is left out (docs/reference/ingest.md).
ALTER TABLE gate_log ADD COLUMN fork_of bytea;                     -- the log id that messages of this line name; NULL: its own
ALTER TABLE gate_log ADD COLUMN root bigint NOT NULL DEFAULT 0;    -- the line begins after that row
ALTER TABLE gate_log ADD COLUMN root_hash bytea;                   -- of row root; NULL: of the log's name
ALTER TABLE gate_log ADD COLUMN broken bigint NOT NULL DEFAULT 0;  -- where rows came once that do not chain
ALTER TABLE gate_log ADD COLUMN broken_at timestamptz NOT NULL DEFAULT 'epoch'; -- when that was first
ALTER TABLE gate_log ADD COLUMN apart bigint NOT NULL DEFAULT 0;   -- rows that are kept and not counted, as they do not chain
CREATE INDEX gate_log_fork ON gate_log (fork_of) WHERE fork_of IS NOT NULL;
