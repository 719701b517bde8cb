-- The whole life of a tenant: proved or not, paused or not, its own settings, and two kinds of keys.

ALTER TABLE tenant ADD COLUMN registered_at BIGINT NOT NULL DEFAULT 0;  -- the latest successful registration
ALTER TABLE tenant ADD COLUMN unverified TEXT NULL;                     -- what could not be checked yet, in words; NULL: proved
ALTER TABLE tenant ADD COLUMN verified_at BIGINT NULL;                  -- when core and provider last accepted it
ALTER TABLE tenant ADD COLUMN paused_at BIGINT NULL;                    -- set: its events wait
ALTER TABLE tenant ADD COLUMN pause_reason TEXT NULL;                   -- code
ALTER TABLE tenant ADD COLUMN pause_detail TEXT NULL;                   -- the core's or the provider's own words
ALTER TABLE tenant ADD COLUMN core_username TEXT NULL;                  -- set by PUT or the command line; wins over core_token
ALTER TABLE tenant ADD COLUMN core_password TEXT NULL;                  -- encrypted

UPDATE tenant SET registered_at = created_at;

ALTER TABLE api_key ADD COLUMN kind SMALLINT NOT NULL DEFAULT 1;        -- 1 API key, 2 webhook token
ALTER TABLE api_key ADD COLUMN last_used_at BIGINT NULL;                -- to the minute

DROP INDEX api_key_current;
CREATE UNIQUE INDEX api_key_current ON api_key (tenant_id, kind) WHERE valid_until IS NULL;

-- Counts changes of the two tables above, so that a running service sees what the command line changed.
CREATE TABLE directory_version (
    id      INTEGER PRIMARY KEY,
    version BIGINT  NOT NULL
);

INSERT INTO directory_version (id, version) VALUES (1, 1);
