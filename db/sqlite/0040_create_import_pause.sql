-- Times in which a tenant's events are recorded without being told: old records are brought into its core.

CREATE TABLE import_pause (
    tenant_id BIGINT NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NULL,                       -- NULL: until somebody ends it
    note      TEXT   NULL,
    made_by   TEXT   NOT NULL,
    PRIMARY KEY (tenant_id, from_at)
) WITHOUT ROWID;
