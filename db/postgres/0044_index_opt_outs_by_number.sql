-- A STOP holds for all of a tenant's senders, also for those it gets later: before each SMS it is looked for by number.

CREATE INDEX opt_out_number ON opt_out (tenant_id, number) WHERE lifted_at IS NULL;

-- Of one that outlives an erasure, whose it is: nothing else ties it to the client any more.

ALTER TABLE opt_out ADD COLUMN client_id BIGINT NULL;

CREATE INDEX opt_out_client ON opt_out (tenant_id, client_id) WHERE client_id IS NOT NULL;
