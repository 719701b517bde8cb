-- A backup that was put back does not know what was sent since: until that is found out nothing goes out.

CREATE TABLE restore_mark (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL, -- counted up with each change of this table and the next
    backup_at BIGINT, -- what the backup holds, up to this moment; NULL: none was put back
    restored_at BIGINT -- what came later is ours alone
);

INSERT INTO restore_mark (id, version) VALUES (1, 1);

-- The tenants the backup has, and how far each is.
CREATE TABLE restore_tenant (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    compared_at BIGINT, -- its core was asked what came since
    settled_at BIGINT, -- and once more, when the last of it could be told from what was on its way
    matched_at BIGINT, -- all that waited was looked for
    opened_at BIGINT, -- it sends again
    opened_by TEXT COLLATE "C", -- NULL: by itself
    made_up BIGINT NOT NULL DEFAULT 0, -- acts since the backup that were entered as events
    problem TEXT COLLATE "C" -- why its core could not be asked, or not of everything
);
