-- Keys for people's programs, of kind 4: each with a name and scopes, and "valid_until" as its own end, or none.
ALTER TABLE api_key ADD COLUMN name TEXT COLLATE "C"; -- as the tenant calls it
ALTER TABLE api_key ADD COLUMN scopes BIGINT; -- bits: 1 hooks, 2 log, 4 texts

-- Of the other kinds a tenant has one that does not end.
DROP INDEX api_key_current;
CREATE UNIQUE INDEX api_key_current ON api_key (tenant_id, kind) WHERE valid_until IS NULL AND kind <> 4;
CREATE UNIQUE INDEX api_key_name ON api_key (tenant_id, name) WHERE name IS NOT NULL;
