-- What a partner's notifications are signed with, that it can be told that an SMS arrived after all, and which of its requests were seen.

ALTER TABLE subscription ADD COLUMN signatures SMALLINT NOT NULL DEFAULT 1;  -- bits: 1 HMAC (v1), 2 ed25519 (v1a)
ALTER TABLE subscription ADD COLUMN previous_signing_key TEXT NULL;          -- encrypted; signs too until previous_secret_until
ALTER TABLE subscription ADD COLUMN verifying_key TEXT NULL;                 -- the public half of signing_key, whpk_...; no secret
ALTER TABLE subscription ADD COLUMN previous_verifying_key TEXT NULL;

-- Occasion 5: the SMS that was told as not delivered has arrived. Once, like the others.
DROP INDEX notification_once;
CREATE UNIQUE INDEX notification_once ON notification (subscription_id, event_id, occasion) WHERE occasion IN (1, 2, 3, 5);

-- What a partner's proof of identity was first used for. A digest is of one second of one password, and kept while it is timely: there are few.
CREATE TABLE partner_request (
    proof   BLOB   PRIMARY KEY,                                              -- SHA-256 of the digest: what is kept can not be sent
    request BLOB   NOT NULL,                                                 -- SHA-256 of method, path and body
    seen_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX partner_request_seen ON partner_request (seen_at);
