-- What was refused, ignored or repeated is looked for by client and loan too: no message tells of it. Partial, so that an accepted event costs nothing.
CREATE INDEX event_aside_client ON event (tenant_id, client_id, id) WHERE verdict <> 1 AND client_id IS NOT NULL;
CREATE INDEX event_aside_loan ON event (tenant_id, loan_id, id) WHERE verdict <> 1 AND loan_id IS NOT NULL;
