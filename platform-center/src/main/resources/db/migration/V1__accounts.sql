-- Who may do what. Times are UTC; ids are the database's own.
CREATE TABLE organizer (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL
);

-- A seller is known to the whole center by name; what it sells is known to it and the organizer.
CREATE TABLE seller (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL
);

CREATE TABLE account (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email         text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
  display_name  text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
  password_hash text,                    -- Argon2id in PHC form; NULL: signs in elsewhere (OIDC)
  roles         text[] NOT NULL,
  organizer_id  bigint REFERENCES organizer,
  seller_id     bigint REFERENCES seller,
  active        boolean NOT NULL DEFAULT true,
  must_change   boolean NOT NULL DEFAULT false, -- the password was given by somebody else
  created_at    timestamptz NOT NULL
);

-- Wrong passwords by e-mail (whether there is such an account or not, so that nobody learns which)
-- and by network address. Each attempt is counted before its password is looked at.
CREATE TABLE sign_in_attempt (
  subject       bytea PRIMARY KEY CHECK (length(subject) = 32), -- SHA-256 of the e-mail or address
  failures      int NOT NULL,
  last_at       timestamptz NOT NULL,
  blocked_until timestamptz
);
CREATE INDEX sign_in_attempt_age ON sign_in_attempt (last_at);

-- Only hashes of what the browser or client holds: a stolen database signs nobody in.
CREATE TABLE session (
  token_hash   bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  account_id   bigint NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL      -- moves on with use, up to a limit
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE api_token (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash   bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  account_id   bigint NOT NULL REFERENCES account ON DELETE CASCADE,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  scopes       text[] NOT NULL,          -- of these, only what its account may do
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz               -- to the minute
);
CREATE INDEX api_token_account ON api_token (account_id);

-- What was answered to a write, so that its repetition is answered the same (docs/reference/api.md).
CREATE TABLE idempotency (
  owner       text NOT NULL,
  key         text NOT NULL CHECK (length(key) BETWEEN 1 AND 100),
  fingerprint bytea NOT NULL,            -- SHA-256 of method, path and body
  status      int NOT NULL,
  location    text,
  body        bytea NOT NULL,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
