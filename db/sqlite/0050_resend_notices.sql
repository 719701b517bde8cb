-- What a notification tells. Nearly all tell MR101, which is left out (NULL): what is rare is then found among millions.
ALTER TABLE notification ADD COLUMN code TEXT NULL;
UPDATE notification SET code = 'MR103' WHERE occasion = 1;
UPDATE notification SET code = (SELECT code FROM money_transaction WHERE money_transaction.event_id = notification.event_id)
WHERE occasion IN (2, 3, 5) AND event_id IN (SELECT event_id FROM money_transaction WHERE code NOT IN ('MR101', 'MR103'));

CREATE INDEX notification_code ON notification (subscription_id, code, id) WHERE code IS NOT NULL;
CREATE INDEX notification_time ON notification (subscription_id, created_at, id);

-- Notifications that a person has sent again together.
CREATE TABLE notice_resend (
    id              INTEGER  PRIMARY KEY AUTOINCREMENT,
    public_id       TEXT     NOT NULL,                     -- made with its dry run: the same one again is the same resend
    partner_id      BIGINT   NOT NULL REFERENCES partner (id),
    reference       TEXT     NULL,                         -- of one subscription; NULL: of all
    from_at         BIGINT   NULL,                         -- made from then; NULL: chosen by number
    to_at           BIGINT   NULL,                         -- to before then
    state           SMALLINT NULL,                         -- as in notification; NULL: any
    code            TEXT     NULL,
    chosen          TEXT     NULL,                         -- notifications that were picked, a JSON list; NULL: all that the rest says
    requested_at    BIGINT   NOT NULL,
    requested_by    TEXT     NOT NULL,
    planned         BIGINT   NOT NULL,                     -- so many were to be sent, by its dry run
    subscription_id BIGINT   NOT NULL DEFAULT 0,           -- how far it is: moved in the transaction that puts notifications into the queue
    after_at        BIGINT   NOT NULL DEFAULT 0,
    after_id        BIGINT   NOT NULL DEFAULT 0,
    sent            BIGINT   NOT NULL DEFAULT 0,
    left_out        BIGINT   NOT NULL DEFAULT 0,
    ended_at        BIGINT   NULL,
    stopped         SMALLINT NOT NULL DEFAULT 0            -- 1: a person ended it
);

CREATE UNIQUE INDEX notice_resend_public ON notice_resend (public_id);
CREATE INDEX notice_resend_partner ON notice_resend (partner_id, id);
-- One at a time.
CREATE UNIQUE INDEX notice_resend_under_way ON notice_resend (partner_id) WHERE ended_at IS NULL;
