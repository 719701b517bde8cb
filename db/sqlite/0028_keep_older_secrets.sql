-- A second rotation ended what the partner still used. Each password and signing secret that was replaced now works on until its own time.

CREATE TABLE older_secret (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    partner_id      BIGINT  NOT NULL REFERENCES partner (id),
    subscription_id BIGINT  NULL REFERENCES subscription (id),  -- NULL: a password of the partner's
    secret          TEXT    NULL,                               -- encrypted: the password, or whsec_...
    signing_key     TEXT    NULL,                               -- encrypted ed25519 whsk_...
    verifying_key   TEXT    NULL,                               -- its public half, whpk_...; no secret
    valid_until     BIGINT  NOT NULL
);

CREATE INDEX older_secret_partner ON older_secret (partner_id, subscription_id);
CREATE INDEX older_secret_subscription ON older_secret (subscription_id);

INSERT INTO older_secret (partner_id, secret, valid_until)
SELECT id, previous_password, previous_password_until FROM partner
WHERE previous_password IS NOT NULL AND previous_password_until IS NOT NULL AND deleted_at IS NULL
ORDER BY id;

INSERT INTO older_secret (partner_id, subscription_id, secret, signing_key, verifying_key, valid_until)
SELECT partner_id, id, previous_secret, previous_signing_key, previous_verifying_key, previous_secret_until FROM subscription
WHERE (previous_secret IS NOT NULL OR previous_signing_key IS NOT NULL) AND previous_secret_until IS NOT NULL AND deleted_at IS NULL
ORDER BY id;

ALTER TABLE partner DROP COLUMN previous_password;
ALTER TABLE partner DROP COLUMN previous_password_until;
ALTER TABLE subscription DROP COLUMN previous_secret;
ALTER TABLE subscription DROP COLUMN previous_secret_until;
ALTER TABLE subscription DROP COLUMN previous_signing_key;
ALTER TABLE subscription DROP COLUMN previous_verifying_key;

-- Commands beside a service judge by settings of their own: so that they can say which are not the service's.
ALTER TABLE node ADD COLUMN settings TEXT NULL;  -- encrypted: names of settings and hashes of their values, as JSON
