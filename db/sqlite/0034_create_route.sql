-- More than one way out for a tenant: further accounts, and which SMS goes by which of them. Without routes all go by the registered account.

CREATE TABLE route_account (
    tenant_id      BIGINT NOT NULL,
    name           TEXT   NOT NULL,              -- the tenant's own; never "registered", which is the account of its registration
    provider       TEXT   NOT NULL,
    account_id     TEXT   NOT NULL,
    provider_token TEXT   NOT NULL,              -- sealed
    shared_key     TEXT   NULL,                  -- sealed
    sender         TEXT   NOT NULL,
    updated_at     BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
) WITHOUT ROWID;

CREATE TABLE route (
    tenant_id BIGINT   NOT NULL,
    position  SMALLINT NOT NULL,                 -- 1, 2, ...
    name      TEXT     NOT NULL,
    account   TEXT     NOT NULL,                 -- of route_account, or "registered"
    sender    TEXT     NULL,                     -- NULL: the account's
    countries TEXT     NULL,                     -- KE UG; NULL: any
    prefixes  TEXT     NULL,                     -- +25470 +25471; NULL: any
    events    TEXT     NULL,                     -- LOAN_REPAYMENT SMS_SEND; NULL: any
    classes   TEXT     NULL,                     -- transactional service; NULL: any
    share     SMALLINT NULL,                     -- percent of those that fit; NULL: all that are left
    PRIMARY KEY (tenant_id, position),
    UNIQUE (tenant_id, name)
) WITHOUT ROWID;

CREATE TABLE route_rule (
    tenant_id          BIGINT   NOT NULL PRIMARY KEY,
    after_non_delivery SMALLINT NOT NULL,        -- 1: on to the next route after a certain report that it was not delivered
    repeat_in_doubt    SMALLINT NOT NULL,        -- 1: what nobody can tell about is sent again, perhaps twice
    leave_below        SMALLINT NULL,            -- a route that delivers less than so many percent is left; NULL: never
    leave_least        INTEGER  NOT NULL         -- judged by so many SMS or more
);

-- What is left out for now, and why: "account NAME" or "route NAME".
CREATE TABLE route_hold (
    tenant_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL,
    reason    TEXT   NOT NULL,
    detail    TEXT   NULL,
    held_at   BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subject)
) WITHOUT ROWID;

-- Counts changes of the tables above, so that every node sees what another or the command line changed.
CREATE TABLE route_directory (
    id      INTEGER PRIMARY KEY,
    version BIGINT  NOT NULL
);

INSERT INTO route_directory (id, version) VALUES (1, 1);

-- Of an attempt that went by a route; of others the message and the account above say it.
ALTER TABLE attempt ADD COLUMN provider TEXT NULL;
ALTER TABLE attempt ADD COLUMN sender TEXT NULL;
ALTER TABLE attempt ADD COLUMN route TEXT NULL;
ALTER TABLE attempt ADD COLUMN chosen TEXT NULL;  -- why this route and not the first that fits; NULL: it is the first
ALTER TABLE attempt ADD COLUMN hop SMALLINT NULL; -- RouteHop: what its end means for the message's way; NULL: nothing
