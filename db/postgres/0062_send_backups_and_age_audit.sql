-- Backups that were put into a bucket of an S3-compatible store: what may be deleted there again is what stands here, and nothing else.
CREATE TABLE remote_backup (
    place TEXT COLLATE "C" NOT NULL, -- bucket, prefix and address of the store
    name TEXT COLLATE "C" NOT NULL, -- without the prefix: smsbridge-20261121-021500.dump
    at BIGINT NOT NULL, -- of when it is, by its name
    sent_at BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL, -- of all of it, 64 hex digits
    PRIMARY KEY (place, name)
);

-- Why the latest try did not go well, of the place it was for; no row: it did.
CREATE TABLE remote_backup_trouble (
    place TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    failures BIGINT NOT NULL, -- in a row
    problem TEXT COLLATE "C" NOT NULL -- in a sentence
);

-- The audit goes by its age where that is said (Retention:Audit), and so does what could not be read (Retention:Parked).
ALTER TABLE retention_rule ADD COLUMN audit BIGINT;
ALTER TABLE retention_rule ADD COLUMN parked BIGINT;

-- No entry of the last year goes, whoever asks for it. Five days for clocks that differ: the bridge asks for 365.
CREATE OR REPLACE TRIGGER audit_never_changes BEFORE UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit FOR EACH ROW WHEN (OLD.at > (EXTRACT(EPOCH FROM now()) - 31104000) * 1000) EXECUTE FUNCTION audit_is_append_only();
