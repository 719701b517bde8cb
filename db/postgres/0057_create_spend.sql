-- What a tenant's SMS may cost in a calendar month, and what was spent of it. Nothing is counted of tenants that have no cap.
CREATE TABLE spend_cap (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    is_on BIGINT NOT NULL,
    micros BIGINT NOT NULL, -- millionths of the currency
    currency TEXT COLLATE "C" NOT NULL, -- three letters
    promotional BIGINT NOT NULL, -- percent of the cap at which such texts stop
    service BIGINT NOT NULL, -- likewise, of service and collection
    time_zone TEXT COLLATE "C" NOT NULL, -- by which its months begin
    from_month BIGINT NOT NULL, -- 202611; nothing of the months before is counted
    begun_at BIGINT NOT NULL, -- since when SMS are counted as they are taken
    revision BIGINT NOT NULL, -- counts changes and decisions: an SMS is held only by the one that stands
    decision BIGINT NOT NULL, -- the latest: 1 set or switched off, 2 what came until then is released, 3 cancelled
    decided_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C" NOT NULL,
    is_moving BIGINT NOT NULL, -- 1: not all that was held knows of the decision yet
    walks BIGINT NOT NULL, -- how often what was sent before it was set has been gone through; 2 is all
    walked_to BIGINT NOT NULL -- event up to which the walk under way has gone
);

-- Sums of a month. A node adds to a slot of its own, so that nodes seldom wait for each other.
CREATE TABLE spend (
    tenant_id BIGINT NOT NULL,
    month BIGINT NOT NULL, -- 202611, by the clock of the cap
    currency TEXT COLLATE "C" NOT NULL, -- '': no price is known
    type_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    sms BIGINT NOT NULL,
    micros BIGINT NOT NULL,
    estimated BIGINT NOT NULL, -- of micros, what no provider has told
    PRIMARY KEY (tenant_id, month, currency, type_id, slot)
);

-- As what an SMS stands in the sums, so that a price that is told later takes the place of what was counted.
CREATE TABLE spend_sms (
    event_id BIGINT NOT NULL,
    provider_id TEXT COLLATE "C" NOT NULL, -- a message may have had several, each of which is billed
    tenant_id BIGINT NOT NULL,
    type_id BIGINT NOT NULL,
    month BIGINT NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    micros BIGINT NOT NULL,
    is_told BIGINT NOT NULL, -- 1: by the provider, else estimated
    PRIMARY KEY (event_id, provider_id)
);
