-- Searching the audit for what is rare - an export, somebody who is not there - read all of it. Its rows are few beside the messages and written
-- once, so four more indexes cost little.

CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_actor ON audit (actor COLLATE NOCASE, id);
CREATE INDEX audit_tenant_action ON audit (tenant_id, action, id);
CREATE INDEX audit_tenant_actor ON audit (tenant_id, actor COLLATE NOCASE, id);
