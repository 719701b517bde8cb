-- Events with a text far beyond what is usual for a tenant and hour: counted, held, and what a person decided about them.

CREATE TABLE surge_hour (
    tenant_id BIGINT NOT NULL,
    starts_at BIGINT NOT NULL, -- of the hour
    state BIGINT NOT NULL, -- 0 counted only, 1 held, 2 being released, 3 released, 4 being cancelled, 5 cancelled, 6 too late for all of it
    events BIGINT NOT NULL, -- as far as nodes have told what they took
    usual BIGINT NOT NULL, -- the most at that hour of the day in the last weeks
    allowed BIGINT NOT NULL, -- so many pass
    parts BIGINT NOT NULL, -- of one SMS, by the text of the first event that was held
    opened_at BIGINT,
    decided_at BIGINT,
    decided_by TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, starts_at)
);

-- A tenant's own rule; without one the settings hold.
CREATE TABLE surge_rule (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    is_on BIGINT NOT NULL,
    floor BIGINT, -- NULL: by the settings
    times BIGINT
);

-- Counts changes of the tables above, so that every node sees what another or the command line decided.
CREATE TABLE hold_directory (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
);

INSERT INTO hold_directory (id, version) VALUES (1, 1);
