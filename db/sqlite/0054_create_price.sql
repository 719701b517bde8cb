-- What providers said that SMS cost. Beside the attempts, not in them: it comes later, or never, and the way of an SMS does not pay for it.
CREATE TABLE sms_price (
    event_id    BIGINT NOT NULL,
    provider_id TEXT   NOT NULL,                 -- the SMS: a message may have had several, each of which is billed
    micros      BIGINT NOT NULL,                 -- millionths of the currency
    currency    TEXT   NOT NULL,                 -- three letters
    told_at     BIGINT NOT NULL,
    PRIMARY KEY (event_id, provider_id)
) WITHOUT ROWID;

-- Up to when an account's SMS were gone through for prices: 1 soon after they were sent, 2 a last time.
CREATE TABLE price_walk (
    provider    TEXT     NOT NULL,
    account_id  TEXT     NOT NULL,
    walk        SMALLINT NOT NULL,
    done_to     BIGINT   NOT NULL,               -- all that was sent before it
    stretch_end BIGINT   NULL,                   -- of the stretch that is being gone through, from its end to its beginning; NULL: none is
    read_to     BIGINT   NULL,                   -- how far back it was read
    PRIMARY KEY (provider, account_id, walk)
) WITHOUT ROWID;

-- What the SMS of an hour cost, made anew with roll_up_report. Amounts of different currencies, and told and estimated ones, stand apart.
CREATE TABLE roll_up_price (
    tenant_id BIGINT   NOT NULL,
    start     BIGINT   NOT NULL,
    type_id   INTEGER  NOT NULL,
    office    TEXT     NOT NULL,
    route     TEXT     NOT NULL,
    origin    SMALLINT NOT NULL,                 -- 1 told by the provider, 2 estimated, 3 not known
    currency  TEXT     NOT NULL,                 -- '': not known
    sms       BIGINT   NOT NULL,
    micros    BIGINT   NOT NULL,
    PRIMARY KEY (tenant_id, start, type_id, office, route, origin, currency)
) WITHOUT ROWID;
