-- Backups that were put into a bucket of an S3-compatible store: what may be deleted there again is what stands here, and nothing else.
CREATE TABLE remote_backup (
    place   TEXT   NOT NULL,                     -- bucket, prefix and address of the store
    name    TEXT   NOT NULL,                     -- without the prefix: smsbridge-20261121-021500.db
    at      BIGINT NOT NULL,                     -- of when it is, by its name
    sent_at BIGINT NOT NULL,
    bytes   BIGINT NOT NULL,
    sha256  TEXT   NOT NULL,                     -- of all of it, 64 hex digits
    PRIMARY KEY (place, name)
) WITHOUT ROWID;

-- Why the latest try did not go well, of the place it was for; no row: it did.
CREATE TABLE remote_backup_trouble (
    place    TEXT   NOT NULL PRIMARY KEY,
    since    BIGINT NOT NULL,
    failures BIGINT NOT NULL,                    -- in a row
    problem  TEXT   NOT NULL                     -- in a sentence
) WITHOUT ROWID;

-- The audit goes by its age where that is said (Retention:Audit), and so does what could not be read (Retention:Parked).
ALTER TABLE retention_rule ADD COLUMN audit BIGINT NULL;
ALTER TABLE retention_rule ADD COLUMN parked BIGINT NULL;

-- No entry of the last year goes, whoever opens the file. Five days for clocks that differ: the bridge asks for 365.
DROP TRIGGER audit_never_shrinks;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit WHEN OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - 31104000) * 1000 BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;
