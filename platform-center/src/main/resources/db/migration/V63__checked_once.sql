-- A row of passage or gate_note is written in the transaction that has its log locked, and is of a segment
-- whose reference to the log is checked: checking it again for each row took three quarters of an insert.
ALTER TABLE passage DROP CONSTRAINT passage_log_fkey;
ALTER TABLE gate_note DROP CONSTRAINT gate_note_log_fkey;

-- The event of a request is read in the transaction that registers it, and is never deleted.
ALTER TABLE request DROP CONSTRAINT request_event_id_fkey;
