-- Times in which a tenant's events are recorded without being told: old records are brought into its core.

CREATE TABLE import_pause (
    tenant_id BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT, -- NULL: until somebody ends it
    note TEXT COLLATE "C",
    made_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, from_at)
);
