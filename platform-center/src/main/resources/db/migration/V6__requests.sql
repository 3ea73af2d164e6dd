-- A request and its result: a grant, or a refusal with its reason.
CREATE TABLE request (
  event_id        bigint NOT NULL REFERENCES event,
  id              bigint GENERATED ALWAYS AS IDENTITY (CACHE 32),
  seller_id       bigint NOT NULL,
  chip            bytea NOT NULL CHECK (length(chip) BETWEEN 4 AND 10),
  person          bytea,                 -- keyed hash of the seller's word for the buyer
  seats           int[] NOT NULL,        -- granted; empty: refused
  lost            int[] NOT NULL DEFAULT '{}', -- of a refusal of named seats: those that could not be had
  wanted          int NOT NULL CHECK (wanted BETWEEN 1 AND 100),
  state           text NOT NULL CHECK (state IN
                    ('REFUSED', 'AWAITING_PAYMENT', 'GRANTED', 'ISSUED', 'EXPIRED', 'WITHDRAWN',
                     'CANCELLED', 'REFUNDED')),
  reason          text,                  -- of a refusal or an ending
  payment         text,                  -- the payment provider's reference
  idempotency_key text NOT NULL,
  fingerprint     bytea NOT NULL,
  requested_at    timestamptz NOT NULL,
  window_ends_at  timestamptz,           -- a grant not issued by then returns its seats
  ended_at        timestamptz,
  PRIMARY KEY (event_id, id),
  UNIQUE (seller_id, idempotency_key)
);
CREATE INDEX request_chip ON request (event_id, chip) WHERE state IN ('AWAITING_PAYMENT', 'GRANTED', 'ISSUED');
CREATE INDEX request_person ON request (event_id, person) WHERE state IN ('AWAITING_PAYMENT', 'GRANTED', 'ISSUED');
CREATE INDEX request_open ON request (window_ends_at) WHERE state IN ('AWAITING_PAYMENT', 'GRANTED');
-- A payment pays for one request, until that has ended.
CREATE UNIQUE INDEX request_payment ON request (seller_id, payment)
  WHERE payment IS NOT NULL AND state IN ('AWAITING_PAYMENT', 'GRANTED', 'ISSUED');

-- Holder information, enciphered; deleting it leaves the grant.
CREATE TABLE holder (
  event_id   bigint NOT NULL,
  request_id bigint NOT NULL,
  sealed     bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (event_id, request_id),
  FOREIGN KEY (event_id, request_id) REFERENCES request (event_id, id)
);
