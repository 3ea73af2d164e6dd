-- When a gate last said itself how many rows of that log there are: the latest time, by the center's or its
-- unit's clock, after which it surely said so. Epoch: it never did, or nobody can tell when.
ALTER TABLE gate_log ADD COLUMN heard_at timestamptz NOT NULL DEFAULT 'epoch';

-- When the last row that is here was written, by the gate's clock, of those that were written while that was
-- trusted and not ahead of the center's. Epoch: there is none.
ALTER TABLE gate_log ADD COLUMN wrote_at timestamptz NOT NULL DEFAULT 'epoch';
