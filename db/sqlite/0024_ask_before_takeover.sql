-- Registrations that wait for an operator's yes, and tenants taken on trust for a while.

ALTER TABLE tenant ADD COLUMN trusted_until BIGINT NULL;                -- taken on trust until then; NULL: proved, or added by an operator

-- Those of before that nobody ever proved get a day from now; what an operator added stays.
UPDATE tenant SET trusted_until = CAST(unixepoch() AS BIGINT) * 1000 + 86400000
WHERE deleted_at IS NULL AND verified_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.action = 'tenant_add' AND audit.tenant_id = tenant.id);

CREATE TABLE pending_registration (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    identifier     TEXT    NOT NULL,             -- of the tenant, which need not be registered
    caller         TEXT    NOT NULL,             -- the core's user whose token it brought; of none: '' and the address
    provider       TEXT    NOT NULL,
    account_id     TEXT    NOT NULL,
    provider_token TEXT    NOT NULL,             -- encrypted: the approved one must be the very same
    sender         TEXT    NOT NULL,
    core_endpoint  TEXT    NULL,
    source         TEXT    NULL,                 -- address it came from
    times          INTEGER NOT NULL,             -- it came, the same
    first_at       BIGINT  NOT NULL,
    last_at        BIGINT  NOT NULL,
    approved_at    BIGINT  NULL,
    approved_by    TEXT    NULL
);

CREATE UNIQUE INDEX pending_registration_caller ON pending_registration (identifier, caller) WHERE approved_at IS NULL;
