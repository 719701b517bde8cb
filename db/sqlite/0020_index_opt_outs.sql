-- A tenant's page lists its opt-outs by number, newest first; opt_out_pair has them by sender, so all were read and sorted for a page.

CREATE INDEX opt_out_tenant ON opt_out (tenant_id, id);
