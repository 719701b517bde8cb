-- What is removed by its age. Of an accepted event that was removed a narrow row stays, by which a repeat of the core is told from a new event.

-- NULL: nothing was taken out by age. 0: number, text and raw hook were. 1 to 7: all was but what tells a repeat, and this is what its SMS had come to (MessageStatus).
ALTER TABLE event ADD COLUMN aged BIGINT;

-- How long a tenant's data are kept, where that is not as the settings have it. By the core's name for it: the law does not end with a registration.
CREATE TABLE retention_rule (
    identifier TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hooks BIGINT, -- days; 0: for ever; NULL: as the settings have it
    texts BIGINT,
    notices BIGINT,
    records BIGINT,
    changed_at BIGINT NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL
);

-- How far each kind is gone through, oldest first; moved in the transaction that takes out.
CREATE TABLE retention_cursor (
    tenant_id BIGINT NOT NULL, -- 0: no tenant we know
    lane BIGINT NOT NULL, -- RetentionLane
    event_id BIGINT NOT NULL, -- events up to this one are done with, or in retention_left
    PRIMARY KEY (tenant_id, lane)
);

-- What was old enough and is not settled: looked at by each run until it is.
CREATE TABLE retention_left (
    tenant_id BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, lane, event_id)
);

-- How many were taken out: counted in the transaction that does it, so that a run that is cut off loses no count.
CREATE TABLE retention_count (
    tenant_id BIGINT NOT NULL,
    kind BIGINT NOT NULL, -- RetentionKind
    under_way BIGINT NOT NULL, -- since the last run that came to its end
    last_run BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, kind)
);

CREATE TABLE retention_run (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    ran_at BIGINT NOT NULL, -- the last that came to its end
    waits BIGINT NOT NULL, -- old enough, and not settled
    overdue_at BIGINT -- when the oldest that it did not come to was to go; NULL: there is none
);

-- From when on a tenant's record is what it was: what is older is not counted anew, nor taken for missing.
CREATE TABLE record_floor (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    named_from BIGINT NOT NULL, -- numbers and texts are there
    whole_from BIGINT NOT NULL -- all of it is
);
