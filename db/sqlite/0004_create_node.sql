-- One row per start of a bridge process; its id owns leases.

CREATE TABLE node (
    id         INTEGER PRIMARY KEY,
    name       TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
