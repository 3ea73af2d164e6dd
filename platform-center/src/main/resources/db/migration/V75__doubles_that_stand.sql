-- Whether a number of a ticket was granted elsewhere as well: whoever writes what became of a grant learns of it
-- by that, and asks for the others then alone.
ALTER TABLE passage ADD COLUMN doubled boolean NOT NULL DEFAULT false;
CREATE INDEX passage_twin ON passage (event_id, ticket_index, direction, number) WHERE twin;
UPDATE passage SET doubled = true
WHERE (event_id, ticket_index, direction, number) IN
  (SELECT event_id, ticket_index, direction, number FROM passage WHERE twin);

-- When rows came that say it was no incident after all: it is not open any more, and says why.
ALTER TABLE gate_incident ADD COLUMN settled_at timestamptz;
