-- One row a seat (or a unit of general admission). Whose it is to sell, and who has it now, stand in
-- one row, so that one conditional UPDATE decides. fillfactor: updates stay on their page.
CREATE TABLE seat (
  event_id   bigint NOT NULL REFERENCES event,
  seat       int NOT NULL CHECK (seat BETWEEN 0 AND 1048575), -- index into the seat plan
  type       smallint NOT NULL CHECK (type BETWEEN 0 AND 255),
  blocked    boolean NOT NULL DEFAULT false,                  -- by the organizer: nobody sells it
  seller_id  bigint,                                          -- allotted to; NULL: to nobody
  request_id bigint,                                          -- the grant that holds it; NULL: free
  reissued   boolean NOT NULL DEFAULT false,                  -- had a ticket that was taken back
  PRIMARY KEY (event_id, seat),
  CHECK (request_id IS NULL OR seller_id IS NOT NULL),
  CHECK (NOT (blocked AND request_id IS NOT NULL))
) WITH (fillfactor = 70);
