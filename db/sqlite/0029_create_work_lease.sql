-- Who may do a piece of work that two must not do at once: a job of the timetable, the posting to a subscription. The number grows with every taking and
-- is never used again: what is written under an older one is refused, so the row stays when the lease has ended.

CREATE TABLE work_lease (
    name        TEXT   PRIMARY KEY,
    lease_owner BIGINT NOT NULL,                 -- node
    lease_until BIGINT NOT NULL,                 -- UTC unix milliseconds; 0: given back
    fence       BIGINT NOT NULL
) WITHOUT ROWID;
