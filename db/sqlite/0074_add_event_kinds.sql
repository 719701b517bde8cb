-- Further kinds of events that can have a text. They are the catalogue's from now on, whoever sent or made these names before.
INSERT INTO event_type (entity, action) VALUES
    ('LOAN', 'CLOSEASRESCHEDULED'), ('RESCHEDULELOAN', 'APPROVE'), ('FIXEDDEPOSITACCOUNT', 'CREATE'),
    ('FIXEDDEPOSITACCOUNT', 'REJECT'), ('FIXEDDEPOSITACCOUNT', 'WITHDRAW'), ('RECURRINGDEPOSITACCOUNT', 'CREATE'),
    ('RECURRINGDEPOSITACCOUNT', 'REJECT'), ('RECURRINGDEPOSITACCOUNT', 'WITHDRAW'), ('SHAREACCOUNT', 'CREATE'),
    ('SHAREACCOUNT', 'CLOSE')
ON CONFLICT (entity, action) DO UPDATE SET tenant_id = NULL;
