-- The outbox: one row per SMS, under the id of the event that caused it: the primary key is what makes "one event, one SMS" hold.
-- Kept by the relay and by receipts, through Outbox only.

CREATE TABLE message (
    event_id        INTEGER  PRIMARY KEY,
    tenant_id       BIGINT   NOT NULL,
    type_id         INTEGER  NOT NULL,
    received_at     BIGINT   NOT NULL,           -- of the hook
    resource_id     BIGINT   NULL,
    client_id       BIGINT   NULL,
    loan_id         BIGINT   NULL,
    status          SMALLINT NOT NULL,           -- MessageStatus
    reason          TEXT     NULL,               -- code: why it waits or was given up
    detail          TEXT     NULL,               -- the particulars in words
    recipient       TEXT     NULL,               -- E.164
    sender          TEXT     NULL,
    body            TEXT     NULL,
    segments        INTEGER  NULL,               -- what is billed
    lookups         INTEGER  NOT NULL DEFAULT 0, -- times the core was asked in vain since it was last queued
    attempts        INTEGER  NOT NULL DEFAULT 0, -- calls to the provider, ever
    tries           INTEGER  NOT NULL DEFAULT 0, -- calls to the provider since it was last queued
    queued_at       BIGINT   NOT NULL,           -- by the hook, or by the last resend
    due_at          BIGINT   NULL,               -- when the relay may take it (again); while leased, the end of the lease
    lease_owner     BIGINT   NULL,               -- node that works on it
    provider        TEXT     NULL,
    provider_id     TEXT     NULL,               -- Twilio's Message SID
    provider_status TEXT     NULL,
    error_code      TEXT     NULL,
    sent_at         BIGINT   NULL,               -- accepted by the provider
    final_at        BIGINT   NULL,
    updated_at      BIGINT   NOT NULL
);

CREATE INDEX message_due ON message (tenant_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX message_tenant ON message (tenant_id, event_id);
CREATE INDEX message_recipient ON message (tenant_id, recipient, event_id) WHERE recipient IS NOT NULL;
-- What went wrong is rare and has an index; what waits is in message_due; what went well is met soon by walking message_tenant from its newest end.
CREATE INDEX message_trouble ON message (tenant_id, status, event_id) WHERE status IN (5, 6, 7);
-- A SID belongs to one message, whatever a look-up for a lost answer may suggest.
CREATE UNIQUE INDEX message_provider_id ON message (provider_id) WHERE provider_id IS NOT NULL;

-- One row per call to the provider: stored as the intent before the call, completed after it.
CREATE TABLE attempt (
    event_id    BIGINT   NOT NULL,
    number      INTEGER  NOT NULL,
    started_at  BIGINT   NOT NULL,
    finished_at BIGINT   NULL,                   -- NULL: no outcome recorded, so in doubt
    outcome     SMALLINT NULL,                   -- AttemptOutcome
    provider_id TEXT     NULL,
    code        TEXT     NULL,
    detail      TEXT     NULL,
    PRIMARY KEY (event_id, number)
) WITHOUT ROWID;

-- Whose SMS a listed one is, also when its message has been sent anew since.
CREATE INDEX attempt_provider_id ON attempt (provider_id) WHERE provider_id IS NOT NULL;

-- What the timeline shows besides the hook and the attempts.
CREATE TABLE status_change (
    id       INTEGER  PRIMARY KEY,
    event_id BIGINT   NOT NULL,
    at       BIGINT   NOT NULL,
    status   SMALLINT NOT NULL,                  -- MessageStatus after it
    source   TEXT     NOT NULL,                  -- relay, provider, api
    reason   TEXT     NULL,
    detail   TEXT     NULL
);

CREATE INDEX status_change_event ON status_change (event_id, id);
