-- Which sellers handle an event, and by which rules they may grant.
CREATE TABLE event_seller (
  event_id            bigint NOT NULL REFERENCES event,
  seller_id           bigint NOT NULL REFERENCES seller,
  sales_from          timestamptz,       -- NULL: from now
  sales_until         timestamptz,       -- NULL: until last entry
  per_chip_max        int CHECK (per_chip_max BETWEEN 1 AND 1000),
  per_person_max      int CHECK (per_person_max BETWEEN 1 AND 1000),
  membership_required boolean NOT NULL DEFAULT false,
  payment_required    boolean NOT NULL DEFAULT false,
  issuing_window      interval NOT NULL DEFAULT '30 minutes', -- between grant and issuing
  PRIMARY KEY (event_id, seller_id)
);
CREATE INDEX event_seller_seller ON event_seller (seller_id);

-- Chips an organizer knows as membership chips, and chips nobody may be granted anything for.
CREATE TABLE membership (
  organizer_id bigint NOT NULL REFERENCES organizer,
  chip         bytea NOT NULL CHECK (length(chip) BETWEEN 4 AND 10),
  valid_until  timestamptz,
  PRIMARY KEY (organizer_id, chip)
);
CREATE TABLE blocked_chip (
  organizer_id bigint NOT NULL REFERENCES organizer,
  chip         bytea NOT NULL CHECK (length(chip) BETWEEN 4 AND 10),
  reason       text NOT NULL,
  PRIMARY KEY (organizer_id, chip)
);
