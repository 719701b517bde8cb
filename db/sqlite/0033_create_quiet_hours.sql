-- When a tenant's clients are not written to, by the class of the event.

CREATE TABLE quiet_hours (
    tenant_id BIGINT NOT NULL,
    class     TEXT   NOT NULL,                   -- transactional, service, collection, promotional
    begins    TEXT   NOT NULL,                   -- HH:mm by the clock of the zone; later than "ends" where it is over midnight
    ends      TEXT   NOT NULL,
    time_zone TEXT   NOT NULL,                   -- IANA: Africa/Nairobi
    PRIMARY KEY (tenant_id, class)
) WITHOUT ROWID;
