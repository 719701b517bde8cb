-- What is removed by its age. Of an accepted event that was removed a narrow row stays, by which a repeat of the core is told from a new event.

-- NULL: nothing was taken out by age. 0: number, text and raw hook were. 1 to 7: all was but what tells a repeat, and this is what its SMS had come to (MessageStatus).
ALTER TABLE event ADD COLUMN aged SMALLINT NULL;

-- How long a tenant's data are kept, where that is not as the settings have it. By the core's name for it: the law does not end with a registration.
CREATE TABLE retention_rule (
    identifier TEXT   NOT NULL PRIMARY KEY,
    hooks      BIGINT NULL,                      -- days; 0: for ever; NULL: as the settings have it
    texts      BIGINT NULL,
    notices    BIGINT NULL,
    records    BIGINT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
) WITHOUT ROWID;

-- How far each kind is gone through, oldest first; moved in the transaction that takes out.
CREATE TABLE retention_cursor (
    tenant_id BIGINT   NOT NULL,                 -- 0: no tenant we know
    lane      SMALLINT NOT NULL,                 -- RetentionLane
    event_id  BIGINT   NOT NULL,                 -- events up to this one are done with, or in retention_left
    PRIMARY KEY (tenant_id, lane)
) WITHOUT ROWID;

-- What was old enough and is not settled: looked at by each run until it is.
CREATE TABLE retention_left (
    tenant_id BIGINT   NOT NULL,
    lane      SMALLINT NOT NULL,
    event_id  BIGINT   NOT NULL,
    PRIMARY KEY (tenant_id, lane, event_id)
) WITHOUT ROWID;

-- How many were taken out: counted in the transaction that does it, so that a run that is cut off loses no count.
CREATE TABLE retention_count (
    tenant_id BIGINT   NOT NULL,
    kind      SMALLINT NOT NULL,                 -- RetentionKind
    under_way BIGINT   NOT NULL,                 -- since the last run that came to its end
    last_run  BIGINT   NOT NULL,
    PRIMARY KEY (tenant_id, kind)
) WITHOUT ROWID;

CREATE TABLE retention_run (
    tenant_id  BIGINT NOT NULL PRIMARY KEY,
    ran_at     BIGINT NOT NULL,                  -- the last that came to its end
    waits      BIGINT NOT NULL,                  -- old enough, and not settled
    overdue_at BIGINT NULL                       -- when the oldest that it did not come to was to go; NULL: there is none
) WITHOUT ROWID;

-- From when on a tenant's record is what it was: what is older is not counted anew, nor taken for missing.
CREATE TABLE record_floor (
    tenant_id  BIGINT NOT NULL PRIMARY KEY,
    named_from BIGINT NOT NULL,                  -- numbers and texts are there
    whole_from BIGINT NOT NULL                   -- all of it is
) WITHOUT ROWID;
