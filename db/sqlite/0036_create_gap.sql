-- What a core did and its hooks did not tell, as its audit trail has it.

-- When an event came about, where that is long before it came in: how old its SMS may get counts from then.
ALTER TABLE event ADD COLUMN happened_at BIGINT NULL;

CREATE TABLE gap (
    tenant_id       BIGINT   NOT NULL,
    audit_id        BIGINT   NOT NULL,           -- the entry's number in the core
    event           TEXT     NOT NULL,           -- LOAN REPAYMENT
    resource_id     BIGINT   NULL,               -- what makes the act the only one of its kind, as in event; NULL: not known yet
    client_id       BIGINT   NULL,
    loan_id         BIGINT   NULL,
    savings_id      BIGINT   NULL,
    sub_resource_id BIGINT   NULL,
    made_at         BIGINT   NOT NULL,           -- in the core
    found_at        BIGINT   NOT NULL,
    state           SMALLINT NOT NULL,           -- 1 missing, 2 explained, 3 made up, 4 the core has not decided it yet
    reason          TEXT     NULL,               -- code: why it is explained, or could not be looked up
    detail          TEXT     NULL,
    said            SMALLINT NOT NULL,           -- 1: the entry itself says that it was carried out
    confirmed       SMALLINT NOT NULL,           -- 1: the core was asked about it, and shows it
    look_at         BIGINT   NULL,               -- when to look at an undecided one again
    event_id        BIGINT   NULL,               -- that it was made up as
    PRIMARY KEY (tenant_id, audit_id)
) WITHOUT ROWID;

CREATE INDEX gap_made ON gap (tenant_id, made_at);
CREATE INDEX gap_open ON gap (tenant_id, state, audit_id) WHERE state IN (1, 4);

-- How far a kind of event is compared. Entries may become visible in another order than their numbers, so that what was seen is looked at once more.
CREATE TABLE gap_cursor (
    tenant_id  BIGINT NOT NULL,
    event      TEXT   NOT NULL,
    settled_to BIGINT NOT NULL,                  -- entries up to this one are done with
    seen_to    BIGINT NOT NULL,                  -- the newest at seen_at
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, event)
) WITHOUT ROWID;

CREATE TABLE gap_tenant (
    tenant_id   BIGINT   NOT NULL PRIMARY KEY,
    makes_up    SMALLINT NOT NULL,               -- 1: what is missing is made up without being asked for
    compared_at BIGINT   NULL,                   -- last time it went through
    tried_at    BIGINT   NULL,
    entries     BIGINT   NOT NULL,               -- looked at that time
    problem     TEXT     NULL,                   -- why it did not go through; NULL: it did
    lacks       SMALLINT NOT NULL                -- 1: the core's user may not read audits
) WITHOUT ROWID;
