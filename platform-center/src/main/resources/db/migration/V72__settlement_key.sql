-- What a master key signed can be told by whoever has the root's public half and the key set.
COMMENT ON COLUMN settlement.key_id IS 'the master key that signed';
