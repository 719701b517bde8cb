-- What support staff search by: the last digits of a number, a client, a loan. Three narrow indexes of the rows that have such a value; the
-- first takes the place of one by the whole number, so that a message costs two index entries more than before.

DROP INDEX message_recipient;
CREATE INDEX message_recipient ON message (tenant_id, substr(recipient, -4), recipient, event_id) WHERE recipient IS NOT NULL;
CREATE INDEX message_client ON message (tenant_id, client_id, event_id) WHERE client_id IS NOT NULL;
CREATE INDEX message_loan ON message (tenant_id, loan_id, event_id) WHERE loan_id IS NOT NULL;
