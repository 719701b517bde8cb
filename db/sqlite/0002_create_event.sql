-- The inbox: one row per hook ever received, refused ones too. Written once; only "pending" is cleared when the relay takes it.
-- Narrow and appended in id order on purpose: an accepted hook dirties this table's last page, one page of event_once and one of
-- event_pending. What support searches by lives on message. No foreign keys here: they would cost a look-up per hook, and rows of
-- tenant and event_type are never deleted.

CREATE TABLE event_type (
    id     INTEGER PRIMARY KEY,
    entity TEXT    NOT NULL,
    action TEXT    NOT NULL
);

CREATE UNIQUE INDEX event_type_name ON event_type (entity, action);

INSERT INTO event_type (id, entity, action) VALUES
    (0, '', ''),                                 -- none could be read, or too many different ones came
    (1, 'CLIENT', 'CREATE'),
    (2, 'LOAN', 'REPAYMENT'),
    (3, 'SMS', 'SEND');

CREATE TABLE event (
    id          INTEGER  PRIMARY KEY,
    tenant_id   BIGINT   NOT NULL,               -- 0: no tenant we know
    type_id     INTEGER  NOT NULL,
    verdict     SMALLINT NOT NULL,               -- 1 accepted, 2 duplicate, 3 ignored, 4 refused
    pending     SMALLINT NULL,                   -- 1: the relay has not taken it yet
    received_at BIGINT   NOT NULL,
    dialect     SMALLINT NOT NULL,               -- 0 unknown, 1 flat JSON, 2 envelope, 3 form
    resource_id BIGINT   NULL,                   -- client id, transaction id: what makes the event unique
    client_id   BIGINT   NULL,
    loan_id     BIGINT   NULL,
    twin_id     BIGINT   NULL,                   -- of a duplicate: the event it repeats
    key_id      BIGINT   NULL,                   -- the API key it came with
    reason      TEXT     NULL,                   -- code: why duplicate, ignored or refused
    detail      TEXT     NULL,                   -- the particulars in words
    source      TEXT     NULL,                   -- address it came from
    digest      BLOB     NULL,                   -- SHA-256 of the body, of events without a natural key
    mobile_no   TEXT     NULL,                   -- sms/send: as the core sent it
    text        TEXT     NULL,                   -- sms/send: the decoded text
    body        BLOB     NULL                    -- as received; only of events we understand (others may hold passwords)
);

CREATE UNIQUE INDEX event_once ON event (tenant_id, type_id, resource_id) WHERE verdict = 1 AND resource_id IS NOT NULL;
CREATE INDEX event_pending ON event (tenant_id, id) WHERE pending = 1;
CREATE INDEX event_set_aside ON event (tenant_id, id) WHERE verdict <> 1;
CREATE INDEX event_digest ON event (tenant_id, digest, id) WHERE digest IS NOT NULL;
