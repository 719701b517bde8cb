-- A tenant of a core, and the keys it may use here. Times are UTC unix milliseconds.

CREATE TABLE tenant (
    id             INTEGER PRIMARY KEY,
    identifier     TEXT    NOT NULL,             -- the core's own name for it; case-sensitive
    provider       TEXT    NOT NULL,             -- twilio, log
    account_id     TEXT    NOT NULL,
    provider_token TEXT    NULL,                 -- encrypted; NULL once deleted
    sender         TEXT    NOT NULL,             -- number, short code, alphanumeric id, MG...
    core_endpoint  TEXT    NULL,                 -- normalised; NULL: the operator's Core:DefaultEndpoint
    core_token     TEXT    NULL,                 -- encrypted base64(user:password); NULL: the operator's Core:Tenants
    default_region TEXT    NULL,                 -- ISO 3166-1 alpha-2; NULL: the operator's Numbers:DefaultRegion
    created_at     BIGINT  NOT NULL,
    updated_at     BIGINT  NOT NULL,
    deleted_at     BIGINT  NULL                  -- its log outlives it; a later registration is a new row
);

CREATE UNIQUE INDEX tenant_identifier ON tenant (identifier) WHERE deleted_at IS NULL;

CREATE TABLE api_key (
    id          INTEGER PRIMARY KEY,
    tenant_id   BIGINT  NOT NULL REFERENCES tenant (id),
    hash        BLOB    NOT NULL,                -- SHA-256 of the key; the key itself is nowhere
    prefix      TEXT    NOT NULL,                -- its first characters, to tell keys apart
    created_at  BIGINT  NOT NULL,
    valid_until BIGINT  NULL                     -- NULL: the current key
);

CREATE UNIQUE INDEX api_key_hash ON api_key (hash);
CREATE UNIQUE INDEX api_key_current ON api_key (tenant_id) WHERE valid_until IS NULL;
