-- Who gets a copy of what a client is told: a message of its own, which no core sent.
ALTER TABLE event_setting ADD COLUMN copy_to TEXT COLLATE "C"; -- loanOfficer; NULL: nobody

-- They are ours from now on, whoever sent these names before.
INSERT INTO event_type (entity, action) VALUES ('OFFICERCOPY', 'TRANSACTIONAL'), ('OFFICERCOPY', 'SERVICE'), ('OFFICERCOPY', 'COLLECTION')
ON CONFLICT (entity, action) DO UPDATE SET tenant_id = NULL;
