-- What needs attention and whom it was told: each receiver for itself, as one may fail while another is reached.

CREATE TABLE alarm (
    kind TEXT COLLATE "C" NOT NULL, -- as the overview has it: paused, waiting, ...
    tenant TEXT COLLATE "C" NOT NULL, -- its identifier; '': of the installation
    since BIGINT NOT NULL, -- when it was first seen
    gone_at BIGINT, -- when it was no longer so
    items BIGINT NOT NULL, -- how many things of this kind
    urgent BIGINT NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    remedy TEXT COLLATE "C",
    PRIMARY KEY (kind, tenant)
);

CREATE TABLE alarm_told (
    receiver TEXT COLLATE "C" NOT NULL, -- by its name in the settings
    kind TEXT COLLATE "C" NOT NULL,
    tenant TEXT COLLATE "C" NOT NULL,
    told_at BIGINT NOT NULL, -- the latest alarm; an all-clear does not change it
    items BIGINT NOT NULL, -- how many things it told of
    is_over BIGINT NOT NULL, -- 1: the all-clear was told
    PRIMARY KEY (receiver, kind, tenant)
);

CREATE TABLE alarm_receiver (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    told_at BIGINT, -- the latest that reached it
    failing_since BIGINT, -- NULL: the latest try went well
    failures BIGINT NOT NULL, -- in a row
    try_at BIGINT, -- not before, after a failure
    error TEXT COLLATE "C"
);
