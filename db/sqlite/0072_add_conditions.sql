-- Of which products of the core, of clients of which offices and of which types a tenant tells: JSON lists of names and ids; NULL: of any.
ALTER TABLE event_setting ADD COLUMN products TEXT NULL;
ALTER TABLE event_setting ADD COLUMN offices TEXT NULL;
ALTER TABLE event_setting ADD COLUMN client_types TEXT NULL;
