-- Several receipts of one client on one day are told as one SMS, at a time of day that the tenant sets.
CREATE TABLE digest_rule (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    is_on BIGINT NOT NULL, -- one that is off stays: SMS that went out under it are still told apart
    send_at TEXT COLLATE "C" NOT NULL, -- 18:00
    time_zone TEXT COLLATE "C" NOT NULL,
    events TEXT COLLATE "C" NOT NULL -- names as LOAN REPAYMENT, with commas between
);

-- A tenant's own words for it.
CREATE TABLE digest_text (
    tenant_id BIGINT NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, language)
);

-- A message that waits for its client's digest, or went with one.
CREATE TABLE digest_part (
    event_id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL, -- as the core said; 0: erased
    carrier_id BIGINT -- the message whose SMS tells it, which may be itself; NULL: it waits
);

CREATE INDEX digest_waiting ON digest_part (tenant_id, client_id) WHERE carrier_id IS NULL;
CREATE INDEX digest_carrier ON digest_part (carrier_id) WHERE carrier_id IS NOT NULL;
