-- External events of the core, by Kafka or ActiveMQ (fineract-external-events.md).

-- Which of them are taken already: a core sends whole blocks again, and a broker hands over again what was not confirmed. What became of one stands in
-- "event". By the core's own time, which is the same in each repeat: so that the index grows at its end.
CREATE TABLE external_event (
    id         INTEGER PRIMARY KEY,
    tenant_id  BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL,                 -- when the core raised it
    event_key  TEXT    NOT NULL                  -- its idempotency key, and its place in a message of several
);

CREATE UNIQUE INDEX external_event_once ON external_event (tenant_id, created_at, event_key);

-- What could not be understood, with its bytes, until somebody looks at it.
CREATE TABLE parked_event (
    id        INTEGER PRIMARY KEY,
    tenant    TEXT    NOT NULL,                  -- as the core names it; empty: not even that could be read
    digest    BLOB    NOT NULL,                  -- SHA-256 of the bytes: it is parked once, however often it comes
    broker    TEXT    NOT NULL,                  -- its name in the settings
    place     TEXT    NOT NULL,                  -- topic, partition, offset
    problem   TEXT    NOT NULL,                  -- in a sentence
    body      BLOB    NOT NULL,
    parked_at BIGINT  NOT NULL
);

CREATE UNIQUE INDEX parked_event_once ON parked_event (tenant, digest);

-- From when on the events of a broker are told: else its first start would tell clients what they have known for weeks.
CREATE TABLE external_source (
    broker    TEXT   NOT NULL PRIMARY KEY,
    begun_at  BIGINT NOT NULL,
    starts_at BIGINT NOT NULL                    -- events raised before are passed over
) WITHOUT ROWID;

-- Forms of records that this version was not made for, each reported once.
CREATE TABLE external_form (
    dataschema  TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,                 -- 16 hex digits, as on the wire
    seen_at     BIGINT NOT NULL,
    PRIMARY KEY (dataschema, fingerprint)
) WITHOUT ROWID;

-- What only such an event tells: an instalment falls due, or was not paid. They are ours from now on, whoever sent these names before.
INSERT INTO event_type (entity, action) VALUES ('LOAN', 'REPAYMENTDUE'), ('LOAN', 'REPAYMENTOVERDUE')
ON CONFLICT (entity, action) DO UPDATE SET tenant_id = NULL;
