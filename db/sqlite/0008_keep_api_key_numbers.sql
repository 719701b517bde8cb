-- A number given to a key is never given to another: events name the key they came with (event.key_id), and "last used" is kept by it.
-- SQLite gives the numbers of deleted rows away again unless told not to.

CREATE TABLE api_key_numbered (
    id           INTEGER  PRIMARY KEY AUTOINCREMENT,
    tenant_id    BIGINT   NOT NULL REFERENCES tenant (id),
    hash         BLOB     NOT NULL,                    -- SHA-256 of the key; the key itself is nowhere
    prefix       TEXT     NOT NULL,                    -- its first characters, to tell keys apart
    created_at   BIGINT   NOT NULL,
    valid_until  BIGINT   NULL,                        -- NULL: the current key of its kind
    kind         SMALLINT NOT NULL DEFAULT 1,          -- 1 API key, 2 webhook token
    last_used_at BIGINT   NULL                         -- to the minute
);

INSERT INTO api_key_numbered (id, tenant_id, hash, prefix, created_at, valid_until, kind, last_used_at)
SELECT id, tenant_id, hash, prefix, created_at, valid_until, kind, last_used_at FROM api_key;

-- Keys deleted before now are on the record too.
UPDATE sqlite_sequence SET seq = MAX(seq, (SELECT COALESCE(MAX(key_id), 0) FROM event)) WHERE name = 'api_key_numbered';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'api_key_numbered', most FROM (SELECT COALESCE(MAX(key_id), 0) AS most FROM event)
WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'api_key_numbered');

DROP TABLE api_key;
ALTER TABLE api_key_numbered RENAME TO api_key;

CREATE UNIQUE INDEX api_key_hash ON api_key (hash);
CREATE UNIQUE INDEX api_key_current ON api_key (tenant_id, kind) WHERE valid_until IS NULL;
