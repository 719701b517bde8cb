-- More than one way out for a tenant: further accounts, and which SMS goes by which of them. Without routes all go by the registered account.

CREATE TABLE route_account (
    tenant_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL, -- the tenant's own; never "registered", which is the account of its registration
    provider TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    provider_token TEXT COLLATE "C" NOT NULL, -- sealed
    shared_key TEXT COLLATE "C", -- sealed
    sender TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE route (
    tenant_id BIGINT NOT NULL,
    position BIGINT NOT NULL, -- 1, 2, ...
    name TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL, -- of route_account, or "registered"
    sender TEXT COLLATE "C", -- NULL: the account's
    countries TEXT COLLATE "C", -- KE UG; NULL: any
    prefixes TEXT COLLATE "C", -- +25470 +25471; NULL: any
    events TEXT COLLATE "C", -- LOAN_REPAYMENT SMS_SEND; NULL: any
    classes TEXT COLLATE "C", -- transactional service; NULL: any
    share BIGINT, -- percent of those that fit; NULL: all that are left
    PRIMARY KEY (tenant_id, position),
    UNIQUE (tenant_id, name)
);

CREATE TABLE route_rule (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    after_non_delivery BIGINT NOT NULL, -- 1: on to the next route after a certain report that it was not delivered
    repeat_in_doubt BIGINT NOT NULL, -- 1: what nobody can tell about is sent again, perhaps twice
    leave_below BIGINT, -- a route that delivers less than so many percent is left; NULL: never
    leave_least BIGINT NOT NULL -- judged by so many SMS or more
);

-- What is left out for now, and why: "account NAME" or "route NAME".
CREATE TABLE route_hold (
    tenant_id BIGINT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C",
    held_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subject)
);

-- Counts changes of the tables above, so that every node sees what another or the command line changed.
CREATE TABLE route_directory (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
);

INSERT INTO route_directory (id, version) VALUES (1, 1);

-- Of an attempt that went by a route; of others the message and the account above say it.
ALTER TABLE attempt ADD COLUMN provider TEXT COLLATE "C";
ALTER TABLE attempt ADD COLUMN sender TEXT COLLATE "C";
ALTER TABLE attempt ADD COLUMN route TEXT COLLATE "C";
ALTER TABLE attempt ADD COLUMN chosen TEXT COLLATE "C"; -- why this route and not the first that fits; NULL: it is the first
ALTER TABLE attempt ADD COLUMN hop BIGINT; -- RouteHop: what its end means for the message's way; NULL: nothing
