-- When the texts of an event were off: what a core did then is told to nobody, and no change since makes it otherwise. Of an event that is off as shipped
-- and was never switched there is no row.
CREATE TABLE event_off (
    tenant_id BIGINT NOT NULL,
    event TEXT COLLATE "C" NOT NULL, -- LOAN REPAYMENT
    off_from BIGINT NOT NULL, -- 0: always, until then
    off_until BIGINT, -- NULL: it still is
    PRIMARY KEY (tenant_id, event, off_from)
);

-- Of earlier times only the last change is known.
INSERT INTO event_off (tenant_id, event, off_from, off_until) SELECT tenant_id, event, 0, changed_at FROM event_setting WHERE enabled = 1 AND changed_at > 0;
INSERT INTO event_off (tenant_id, event, off_from) SELECT tenant_id, event, changed_at FROM event_setting WHERE enabled = 0;

-- Acts that were missing when their event was switched off, which are so again when it is switched on.
CREATE INDEX gap_switched_off ON gap (tenant_id, audit_id) WHERE reason = 'switched_off' AND detail IS NULL;
