-- Copies of this database that "smsbridge backup" made: how old the latest is, is what operators have to know. Never many: a few a day at most.

CREATE TABLE backup (
    id    INTEGER PRIMARY KEY,
    at    BIGINT  NOT NULL,                     -- what it holds, up to this moment
    took  INTEGER NOT NULL,                     -- milliseconds
    bytes BIGINT  NOT NULL,
    path  TEXT    NOT NULL                      -- where it was put
);
