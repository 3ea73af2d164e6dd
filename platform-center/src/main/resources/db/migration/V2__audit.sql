-- Every change, in the transaction that makes it. Rows are chained a moment later, in batches, by
-- whichever node holds the lock: a chain in the transaction itself would put all sellers in one queue.
CREATE TABLE audit (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at           timestamptz NOT NULL,
  actor        text NOT NULL,            -- 'account:7', 'token:3', 'command', 'center'
  organizer_id bigint,                   -- whose data it concerns; NULL: the center's own
  seller_id    bigint,
  action       text NOT NULL,            -- 'event.publish'
  subject      text NOT NULL,            -- 'event:1001'
  detail       text NOT NULL,            -- JSON; never a secret, never a holder's name
  position     bigint UNIQUE,            -- place in the chain from 1; NULL: not chained yet
  hash         bytea,                    -- SHA-256 over the previous hash and this row
  CHECK ((position IS NULL) = (hash IS NULL))
);
CREATE INDEX audit_unchained ON audit (id) WHERE position IS NULL;
CREATE INDEX audit_organizer ON audit (organizer_id, id);
CREATE INDEX audit_seller ON audit (seller_id, id);

-- Against accidents and careless programs: what was recorded stays as it was recorded. Whoever owns
-- the database can still turn this off; the chain is what tells (docs/reference/audit.md).
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.position IS NULL
    AND (NEW.id, NEW.at, NEW.actor, NEW.action, NEW.subject, NEW.detail)
      = (OLD.id, OLD.at, OLD.actor, OLD.action, OLD.subject, OLD.detail)
    AND NEW.organizer_id IS NOT DISTINCT FROM OLD.organizer_id
    AND NEW.seller_id IS NOT DISTINCT FROM OLD.seller_id THEN
    RETURN NEW; -- takes its place in the chain
  END IF;
  RAISE EXCEPTION 'the audit log is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
