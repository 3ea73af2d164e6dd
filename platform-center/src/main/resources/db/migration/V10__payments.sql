-- What payment providers told by webhook, whether or not a request names the reference yet.
CREATE TABLE payment (
  seller_id    bigint NOT NULL REFERENCES seller,
  reference    text NOT NULL CHECK (length(reference) BETWEEN 1 AND 100),
  state        text NOT NULL CHECK (state IN ('CONFIRMED', 'REFUNDED')), -- refunded is final
  confirmed_at timestamptz,
  refunded_at  timestamptz,
  PRIMARY KEY (seller_id, reference)
);

-- The secret that signs a seller's webhooks, sealed by a key of the vault.
CREATE TABLE payment_secret (
  seller_id  bigint PRIMARY KEY REFERENCES seller,
  sealed     bytea NOT NULL,
  created_at timestamptz NOT NULL
);
