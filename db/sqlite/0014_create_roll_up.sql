-- Counts for tiles and charts, so that no page ever counts messages. Kept by the roll-up, which follows the records of events and of
-- status changes; every message is counted once per grain, where its hook arrived, under the outcome it has by now. Times are UTC unix
-- milliseconds.

CREATE TABLE roll_up_count (
    grain     SMALLINT NOT NULL,                 -- 1 minute, 2 hour, 3 day
    tenant_id BIGINT   NOT NULL,                 -- 0: no tenant we know
    start     BIGINT   NOT NULL,                 -- of the minute, hour or day
    type_id   INTEGER  NOT NULL,
    outcome   SMALLINT NOT NULL,                 -- MessageStatus; 12 duplicate, 13 ignored, 14 refused
    count     BIGINT   NOT NULL,
    PRIMARY KEY (grain, tenant_id, start, type_id, outcome)
) WITHOUT ROWID;

-- Why messages failed and events were set aside.
CREATE TABLE roll_up_reason (
    grain     SMALLINT NOT NULL,
    tenant_id BIGINT   NOT NULL,
    start     BIGINT   NOT NULL,
    reason    TEXT     NOT NULL,
    count     BIGINT   NOT NULL,
    PRIMARY KEY (grain, tenant_id, start, reason)
) WITHOUT ROWID;

-- From hook to sent: a histogram. Resends are left out.
CREATE TABLE roll_up_latency (
    grain     SMALLINT NOT NULL,
    tenant_id BIGINT   NOT NULL,
    start     BIGINT   NOT NULL,
    slot      SMALLINT NOT NULL,                 -- LatencySlots; never renumbered
    count     BIGINT   NOT NULL,
    PRIMARY KEY (grain, tenant_id, start, slot)
) WITHOUT ROWID;

-- What an event was counted as, where its status changes do not tell: it still waits, or has changed again since.
CREATE TABLE roll_up_open (
    event_id INTEGER  PRIMARY KEY,
    status   SMALLINT NOT NULL,
    reason   TEXT     NULL
);

-- How far the roll-up has read; moved in the transaction that counts what was read.
CREATE TABLE roll_up_cursor (
    record   TEXT   PRIMARY KEY,                 -- event, status_change, open
    position BIGINT NOT NULL
) WITHOUT ROWID;

-- Events before now are counted as they stand, so their changes are history already.
INSERT INTO roll_up_cursor (record, position)
SELECT 'event', 0 UNION ALL SELECT 'status_change', COALESCE(MAX(id), 0) FROM status_change UNION ALL SELECT 'open', 0;
