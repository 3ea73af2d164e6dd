CREATE TABLE venue (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organizer_id bigint NOT NULL REFERENCES organizer,
  name         text NOT NULL,            -- 1 to 48 bytes, as a master carries it
  place        text NOT NULL,            -- 0 to 48 bytes
  address      text NOT NULL DEFAULT '',
  time_zone    text NOT NULL,            -- IANA name
  version      int NOT NULL DEFAULT 1,   -- grows with each change: the lock of concurrent editors
  created_at   timestamptz NOT NULL,
  UNIQUE (organizer_id, name)
);

CREATE TABLE zone (
  venue_id bigint NOT NULL REFERENCES venue ON DELETE CASCADE,
  number   int NOT NULL CHECK (number BETWEEN 0 AND 255),
  name     text NOT NULL,
  guidance jsonb NOT NULL DEFAULT '{}',  -- language tag to text
  PRIMARY KEY (venue_id, number)
);

CREATE TABLE gate (
  venue_id bigint NOT NULL REFERENCES venue ON DELETE CASCADE,
  name     text NOT NULL,                -- a GateId
  zones    int[] NOT NULL,
  PRIMARY KEY (venue_id, name)
);

-- A seat plan is never edited: a change is a new one.
CREATE TABLE seat_plan (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  venue_id   bigint NOT NULL REFERENCES venue,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  seats      int NOT NULL,
  document   text NOT NULL,              -- our own JSON (docs/reference/seat-plan.md)
  created_at timestamptz NOT NULL,
  UNIQUE (venue_id, name)
);

-- The draft of an event. What gates see is its newest event_version.
CREATE TABLE event (
  id            bigint PRIMARY KEY CHECK (id BETWEEN 1 AND 4294967295),
  organizer_id  bigint NOT NULL REFERENCES organizer,
  venue_id      bigint NOT NULL REFERENCES venue,
  seat_plan_id  bigint NOT NULL REFERENCES seat_plan,
  name          text NOT NULL,           -- 1 to 64 bytes
  starts_at     timestamptz NOT NULL,
  doors_open    timestamptz NOT NULL,
  last_entry    timestamptz NOT NULL,
  windows       jsonb NOT NULL DEFAULT '[]', -- [{"types":[1],"from":"…Z","until":"…Z"}]
  re_entry      text NOT NULL DEFAULT 'NONE' CHECK (re_entry IN ('NONE', 'FREE', 'COUNTED')),
  clock_untrusted text NOT NULL DEFAULT 'ADMIT_AND_MARK'
                CHECK (clock_untrusted IN ('ADMIT_AND_MARK', 'REFUSE')),
  entries       int NOT NULL DEFAULT 1 CHECK (entries BETWEEN 1 AND 255), -- a ticket of it pays for
  state         text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'PUBLISHED', 'CANCELLED')),
  version       int NOT NULL DEFAULT 1,  -- of the draft: grows with each change
  published     int,                     -- the draft version last published; NULL: none yet
  next_ticket   int NOT NULL,            -- first ticket index for seats issued again; starts at the plan's size
  created_at    timestamptz NOT NULL
);
CREATE INDEX event_organizer ON event (organizer_id, id);
CREATE SEQUENCE event_number START 1001;

-- What was published, whole: event, venue, zones, gates, rules as they were then.
CREATE TABLE event_version (
  event_id     bigint NOT NULL REFERENCES event,
  version      int NOT NULL,
  document     jsonb NOT NULL,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (event_id, version)
);
