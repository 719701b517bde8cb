-- What a core did and its hooks did not tell, as its audit trail has it.

-- When an event came about, where that is long before it came in: how old its SMS may get counts from then.
ALTER TABLE event ADD COLUMN happened_at BIGINT;

CREATE TABLE gap (
    tenant_id BIGINT NOT NULL,
    audit_id BIGINT NOT NULL, -- the entry's number in the core
    event TEXT COLLATE "C" NOT NULL, -- LOAN REPAYMENT
    resource_id BIGINT, -- what makes the act the only one of its kind, as in event; NULL: not known yet
    client_id BIGINT,
    loan_id BIGINT,
    savings_id BIGINT,
    sub_resource_id BIGINT,
    made_at BIGINT NOT NULL, -- in the core
    found_at BIGINT NOT NULL,
    state BIGINT NOT NULL, -- 1 missing, 2 explained, 3 made up, 4 the core has not decided it yet
    reason TEXT COLLATE "C", -- code: why it is explained, or could not be looked up
    detail TEXT COLLATE "C",
    said BIGINT NOT NULL, -- 1: the entry itself says that it was carried out
    confirmed BIGINT NOT NULL, -- 1: the core was asked about it, and shows it
    look_at BIGINT, -- when to look at an undecided one again
    event_id BIGINT, -- that it was made up as
    PRIMARY KEY (tenant_id, audit_id)
);

CREATE INDEX gap_made ON gap (tenant_id, made_at);
CREATE INDEX gap_open ON gap (tenant_id, state, audit_id) WHERE state IN (1, 4);

-- How far a kind of event is compared. Entries may become visible in another order than their numbers, so that what was seen is looked at once more.
CREATE TABLE gap_cursor (
    tenant_id BIGINT NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    settled_to BIGINT NOT NULL, -- entries up to this one are done with
    seen_to BIGINT NOT NULL, -- the newest at seen_at
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, event)
);

CREATE TABLE gap_tenant (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    makes_up BIGINT NOT NULL, -- 1: what is missing is made up without being asked for
    compared_at BIGINT, -- last time it went through
    tried_at BIGINT,
    entries BIGINT NOT NULL, -- looked at that time
    problem TEXT COLLATE "C", -- why it did not go through; NULL: it did
    lacks BIGINT NOT NULL -- 1: the core's user may not read audits
);
