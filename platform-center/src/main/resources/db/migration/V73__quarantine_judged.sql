-- What staff said is to become of what was set aside. The bytes stay.
ALTER TABLE quarantine
  ADD COLUMN judged_at timestamptz,
  ADD COLUMN judged_by text,           -- as the audit log names actors
  ADD COLUMN verdict   text CHECK (verdict IN ('COUNTED', 'DISCARDED')),
  ADD COLUMN reason    text;
CREATE INDEX quarantine_open ON quarantine (venue_id, gate) WHERE judged_at IS NULL;
