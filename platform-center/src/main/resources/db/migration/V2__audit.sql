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
  hash         bytea                     -- SHA-256 over the previous hash and this row
);
CREATE INDEX audit_unchained ON audit (id) WHERE position IS NULL;
CREATE INDEX audit_organizer ON audit (organizer_id, id);
