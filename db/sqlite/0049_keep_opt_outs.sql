-- A STOP outlives its tenant's registration. It was looked for under the number of the registration alone, and a tenant that was deleted and registered anew has another number: its clients were
-- written to again. What was forgotten so far is given to the latest registration of the name; from now on a registration takes it over.

INSERT INTO opt_out (tenant_id, sender, number, since, source, client_id)
SELECT latest.id, kept.sender, kept.number, kept.since, kept.source, kept.client_id
FROM opt_out AS kept
JOIN tenant AS was ON was.id = kept.tenant_id
JOIN tenant AS latest ON latest.identifier = was.identifier AND latest.id > was.id
LEFT JOIN (                                                  -- a START under a later registration was one too
    SELECT tenant.identifier, opt_out.number, MAX(opt_out.lifted_at) AS at FROM opt_out JOIN tenant ON tenant.id = opt_out.tenant_id
    WHERE opt_out.lifted_at IS NOT NULL GROUP BY tenant.identifier, opt_out.number
) AS lifted ON lifted.identifier = was.identifier AND lifted.number = kept.number
WHERE kept.lifted_at IS NULL AND (lifted.at IS NULL OR lifted.at < kept.since)
    AND NOT EXISTS (SELECT 1 FROM tenant AS later WHERE later.identifier = was.identifier AND later.id > latest.id)
ORDER BY kept.id
ON CONFLICT (tenant_id, sender, number) DO NOTHING;

INSERT INTO opt_out_reply (tenant_id, reply_id, number, at)
SELECT latest.id, kept.reply_id, kept.number, kept.at
FROM opt_out_reply AS kept
JOIN tenant AS was ON was.id = kept.tenant_id
JOIN tenant AS latest ON latest.identifier = was.identifier AND latest.id > was.id
WHERE NOT EXISTS (SELECT 1 FROM tenant AS later WHERE later.identifier = was.identifier AND later.id > latest.id)
ON CONFLICT (tenant_id, reply_id) DO NOTHING;
