-- Reports about an id that no SMS has. One that overtakes the answer to its own SMS waits here, for minutes.
CREATE TABLE unknown_report (
    tenant        TEXT   NOT NULL,                    -- the core's name for it
    provider      TEXT   NOT NULL,
    provider_id   TEXT   NOT NULL,                    -- as an SMS would be known by
    word          TEXT   NOT NULL,                    -- the provider's, for the status
    spellings     TEXT   NULL,                        -- other ways to write the id, one a line; they count for the recipient's SMS only
    recipient     TEXT   NULL,                        -- E.164; NULL: the id alone counts
    is_part       BIGINT NOT NULL,                    -- 1: it may be about one part of a long text
    status        BIGINT NOT NULL,                    -- what it says, from here on
    error_code    TEXT   NULL,
    reason        TEXT   NULL,
    detail        TEXT   NULL,
    failure_class BIGINT NULL,
    resend_after  BIGINT NULL,                        -- milliseconds
    micros        BIGINT NULL,
    currency      TEXT   NULL,
    received_at   BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,                    -- when it is looked for again
    PRIMARY KEY (tenant, provider, provider_id, word)
) WITHOUT ROWID;

CREATE INDEX unknown_report_due ON unknown_report (due_at);
CREATE INDEX unknown_report_received ON unknown_report (tenant, received_at);
