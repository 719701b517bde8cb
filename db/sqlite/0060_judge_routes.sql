-- A route may be limited to SMS of which a part costs no more by it.
ALTER TABLE route ADD COLUMN max_price INTEGER NULL;         -- millionths
ALTER TABLE route ADD COLUMN max_price_currency TEXT NULL;   -- three letters

-- Routes that deliver badly, found by the job that judges them: pointed out, whether they are left or not.
CREATE TABLE route_weak (
    tenant_id INTEGER NOT NULL,
    route TEXT NOT NULL,
    settled INTEGER NOT NULL, -- of the latest hours: delivered, or certainly not
    delivered INTEGER NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, route)
) WITHOUT ROWID;
