-- What needs attention and whom it was told: each receiver for itself, as one may fail while another is reached.

CREATE TABLE alarm (
    kind    TEXT     NOT NULL,                   -- as the overview has it: paused, waiting, ...
    tenant  TEXT     NOT NULL,                   -- its identifier; '': of the installation
    since   BIGINT   NOT NULL,                   -- when it was first seen
    gone_at BIGINT   NULL,                       -- when it was no longer so
    items   INTEGER  NOT NULL,                   -- how many things of this kind
    urgent  SMALLINT NOT NULL,
    words   TEXT     NOT NULL,
    remedy  TEXT     NULL,
    PRIMARY KEY (kind, tenant)
) WITHOUT ROWID;

CREATE TABLE alarm_told (
    receiver TEXT     NOT NULL,                  -- by its name in the settings
    kind     TEXT     NOT NULL,
    tenant   TEXT     NOT NULL,
    told_at  BIGINT   NOT NULL,                  -- the latest alarm; an all-clear does not change it
    items    INTEGER  NOT NULL,                  -- how many things it told of
    is_over  SMALLINT NOT NULL,                  -- 1: the all-clear was told
    PRIMARY KEY (receiver, kind, tenant)
) WITHOUT ROWID;

CREATE TABLE alarm_receiver (
    name          TEXT    NOT NULL PRIMARY KEY,
    told_at       BIGINT  NULL,                  -- the latest that reached it
    failing_since BIGINT  NULL,                  -- NULL: the latest try went well
    failures      INTEGER NOT NULL,              -- in a row
    try_at        BIGINT  NULL,                  -- not before, after a failure
    error         TEXT    NULL
) WITHOUT ROWID;
