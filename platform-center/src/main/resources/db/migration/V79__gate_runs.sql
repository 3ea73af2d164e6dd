-- Whether the gate's program runs, as its agent says; null: not known. The agent may be well where it is not.
ALTER TABLE gate_status ADD COLUMN gate_runs boolean;
