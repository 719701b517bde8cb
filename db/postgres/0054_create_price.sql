-- What providers said that SMS cost. Beside the attempts, not in them: it comes later, or never, and the way of an SMS does not pay for it.
CREATE TABLE sms_price (
    event_id BIGINT NOT NULL,
    provider_id TEXT COLLATE "C" NOT NULL, -- the SMS: a message may have had several, each of which is billed
    micros BIGINT NOT NULL, -- millionths of the currency
    currency TEXT COLLATE "C" NOT NULL, -- three letters
    told_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, provider_id)
);

-- Up to when an account's SMS were gone through for prices: 1 soon after they were sent, 2 a last time.
CREATE TABLE price_walk (
    provider TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    walk BIGINT NOT NULL,
    done_to BIGINT NOT NULL, -- all that was sent before it
    stretch_end BIGINT, -- of the stretch that is being gone through, from its end to its beginning; NULL: none is
    read_to BIGINT, -- how far back it was read
    PRIMARY KEY (provider, account_id, walk)
);

-- What the SMS of an hour cost, made anew with roll_up_report. Amounts of different currencies, and told and estimated ones, stand apart.
CREATE TABLE roll_up_price (
    tenant_id BIGINT NOT NULL,
    start BIGINT NOT NULL,
    type_id BIGINT NOT NULL,
    office TEXT COLLATE "C" NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    origin BIGINT NOT NULL, -- 1 told by the provider, 2 estimated, 3 not known
    currency TEXT COLLATE "C" NOT NULL, -- '': not known
    sms BIGINT NOT NULL,
    micros BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, start, type_id, office, route, origin, currency)
);
