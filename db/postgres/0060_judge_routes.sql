-- A route may be limited to SMS of which a part costs no more by it.
ALTER TABLE route ADD COLUMN max_price BIGINT; -- millionths
ALTER TABLE route ADD COLUMN max_price_currency TEXT COLLATE "C"; -- three letters

-- Routes that deliver badly, found by the job that judges them: pointed out, whether they are left or not.
CREATE TABLE route_weak (
    tenant_id BIGINT NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    settled BIGINT NOT NULL, -- of the latest hours: delivered, or certainly not
    delivered BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, route)
);
