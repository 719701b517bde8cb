-- Texts that the core sends as to a message gateway: of campaigns, and of acts that trigger one.

-- The core's own number for the text, by which it asks what became of it, thousands of times: the index alone tells whose message it is.
ALTER TABLE event ADD COLUMN internal_id BIGINT NULL;
CREATE INDEX event_internal ON event (tenant_id, internal_id, verdict, id) WHERE internal_id IS NOT NULL;

-- They are ours from now on, whoever sent these names before.
INSERT INTO event_type (entity, action) VALUES ('SMS', 'CAMPAIGN'), ('SMS', 'TRIGGER')
ON CONFLICT (entity, action) DO UPDATE SET tenant_id = NULL;
