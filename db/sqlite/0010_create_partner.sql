-- Partners: who they are, where they want to be told, what they are told, and how each telling went. Times are UTC unix milliseconds.

CREATE TABLE partner (
    id                      INTEGER PRIMARY KEY AUTOINCREMENT,
    code                    TEXT    NOT NULL,              -- partnerCode; case-sensitive, part of the digest
    name                    TEXT    NULL,                  -- for people
    password                TEXT    NOT NULL,              -- encrypted: the digest needs it in clear
    previous_password       TEXT    NULL,                  -- encrypted; after a rotation, until the time below
    previous_password_until BIGINT  NULL,
    created_at              BIGINT  NOT NULL,
    deleted_at              BIGINT  NULL
);

CREATE UNIQUE INDEX partner_code ON partner (code) WHERE deleted_at IS NULL;

-- By the core's name for it, so that a tenant that registers anew stays the partner's.
CREATE TABLE partner_tenant (
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    identifier TEXT   NOT NULL,
    PRIMARY KEY (partner_id, identifier)
) WITHOUT ROWID;

CREATE INDEX partner_tenant_identifier ON partner_tenant (identifier);

CREATE TABLE subscription (
    id                    INTEGER  PRIMARY KEY AUTOINCREMENT,
    partner_id            BIGINT   NOT NULL REFERENCES partner (id),
    reference             TEXT     NOT NULL,               -- the partner's name for it
    callback_url          TEXT     NOT NULL,
    method                TEXT     NOT NULL,               -- as the partner spelled it: TransactionStatus in any case
    sms_status            SMALLINT NOT NULL DEFAULT 1,     -- 1: told once more when the SMS becomes final
    secret                TEXT     NOT NULL,               -- encrypted whsec_...
    previous_secret       TEXT     NULL,                   -- encrypted; both sign until the time below
    previous_secret_until BIGINT   NULL,
    signing_key           TEXT     NULL,                   -- encrypted ed25519 whsk_...; NULL: HMAC only
    logged_at             BIGINT   NOT NULL,               -- dateLogged: when subscribed
    updated_at            BIGINT   NOT NULL,
    failing_since         BIGINT   NULL,                   -- first failure since the last success
    disabled_at           BIGINT   NULL,                   -- nothing is sent until enabled again
    disabled_reason       TEXT     NULL,                   -- code: gone, failing, by_operator
    deleted_at            BIGINT   NULL                    -- unsubscribed; its deliveries stay on the record
);

CREATE UNIQUE INDEX subscription_reference ON subscription (partner_id, reference) WHERE deleted_at IS NULL;
CREATE INDEX subscription_by_reference ON subscription (reference) WHERE deleted_at IS NULL;

-- What the core names besides its resource: the account of a savings transaction, the transaction of a disbursement.
ALTER TABLE event ADD COLUMN savings_id BIGINT NULL;
ALTER TABLE event ADD COLUMN sub_resource_id BIGINT NULL;

-- A money event of the core some partner is to be told about. Under the id of the event, so one event is one transaction.
-- "transaction" is a word of SQL's.
CREATE TABLE money_transaction (
    event_id       INTEGER  PRIMARY KEY,
    tenant_id      BIGINT   NOT NULL,
    kind           SMALLINT NOT NULL,                      -- TransactionKind
    received_at    BIGINT   NOT NULL,
    resource_id    BIGINT   NULL,                          -- the transaction's id in the core, where the core gives one
    client_id      BIGINT   NULL,
    account_id     BIGINT   NULL,                          -- loan or savings account
    code           TEXT     NOT NULL,                      -- MR103 until confirmed; then MR101 or ER..., which never changes
    message        TEXT     NOT NULL,
    third_party_id TEXT     NULL,                          -- external id or receipt number the payment carried
    amount         TEXT     NULL,                          -- decimal, as the core has it
    currency       TEXT     NULL,                          -- ISO 4217
    sms_told       SMALLINT NULL,                          -- MessageStatus of the SMS as last told; NULL: not yet
    lookups        INTEGER  NOT NULL DEFAULT 0,            -- times the core was asked in vain
    due_at         BIGINT   NULL,                          -- when the core is asked (again); NULL: its code is final
    final_at       BIGINT   NULL
);

-- What the core did once is one transaction, however often it is reported.
CREATE UNIQUE INDEX money_transaction_once ON money_transaction (tenant_id, kind, resource_id) WHERE resource_id IS NOT NULL;
CREATE INDEX money_transaction_due ON money_transaction (tenant_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX money_transaction_tenant ON money_transaction (tenant_id, event_id);
CREATE INDEX money_transaction_third_party ON money_transaction (tenant_id, third_party_id) WHERE third_party_id IS NOT NULL;

-- How far the partners' worker has read the two records it follows; read and moved in the transaction that writes what follows from them.
CREATE TABLE partner_cursor (
    record   TEXT   PRIMARY KEY,                           -- event, status_change
    position BIGINT NOT NULL                               -- the last id read
) WITHOUT ROWID;

INSERT INTO partner_cursor (record, position)
SELECT 'event', COALESCE(MAX(id), 0) FROM event UNION ALL SELECT 'status_change', COALESCE(MAX(id), 0) FROM status_change;

-- The partners' outbox: one row per telling. Written in the transaction that gives the transaction, or its SMS, its status.
CREATE TABLE notification (
    id              INTEGER  PRIMARY KEY AUTOINCREMENT,
    subscription_id BIGINT   NOT NULL,
    event_id        BIGINT   NOT NULL,
    occasion        SMALLINT NOT NULL,                     -- 1 pending, 2 transaction final, 3 SMS final, 4 example
    webhook_id      TEXT     NOT NULL,                     -- the same on every try: the receiver's key
    body            BLOB     NOT NULL,                     -- exactly the bytes that are signed and sent
    created_at      BIGINT   NOT NULL,
    attempts        INTEGER  NOT NULL DEFAULT 0,           -- tries, ever
    tries           INTEGER  NOT NULL DEFAULT 0,           -- tries since it was last queued
    due_at          BIGINT   NULL,                         -- next try; NULL: delivered, given up, or held by a disabled subscription
    state           SMALLINT NOT NULL,                     -- 1 waiting, 2 delivered, 3 given up, 4 held
    final_at        BIGINT   NULL
);

CREATE UNIQUE INDEX notification_webhook_id ON notification (webhook_id);
-- At most one telling per occasion, however often the worker starts over.
CREATE UNIQUE INDEX notification_once ON notification (subscription_id, event_id, occasion) WHERE occasion IN (1, 2, 3);
CREATE INDEX notification_due ON notification (subscription_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX notification_subscription ON notification (subscription_id, id);
CREATE INDEX notification_event ON notification (event_id, id);

CREATE TABLE delivery (
    notification_id BIGINT  NOT NULL,
    number          INTEGER NOT NULL,
    started_at      BIGINT  NOT NULL,
    duration        INTEGER NOT NULL,                      -- milliseconds
    status          INTEGER NULL,                          -- HTTP; NULL: no answer
    detail          TEXT    NULL,                          -- what went wrong, in words
    response        TEXT    NULL,                          -- first kilobyte of the answer
    PRIMARY KEY (notification_id, number)
) WITHOUT ROWID;
