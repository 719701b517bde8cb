-- An SMS keeps the account it was sent with: its reports are signed by that one, and only that one knows what became of it.

ALTER TABLE tenant ADD COLUMN shared_key TEXT NULL;   -- encrypted; Twilio's SharedKey where a webhook rule signs with one

-- What a tenant sent with before its present account or token; goes when the last SMS sent with it is settled.
CREATE TABLE former_account (
    id             INTEGER PRIMARY KEY,
    tenant_id      BIGINT  NOT NULL REFERENCES tenant (id),
    provider       TEXT    NOT NULL,
    account_id     TEXT    NOT NULL,
    provider_token TEXT    NOT NULL,             -- encrypted for its tenant, as in tenant
    shared_key     TEXT    NULL,                 -- likewise
    replaced_at    BIGINT  NOT NULL
);

CREATE INDEX former_account_tenant ON former_account (tenant_id, id);

-- Of an attempt made with another account than its message names now, which is the latest attempt's.
ALTER TABLE attempt ADD COLUMN account_id TEXT NULL;
