-- Of which products of the core, of clients of which offices and of which types a tenant tells: JSON lists of names and ids; NULL: of any.
ALTER TABLE event_setting ADD COLUMN products TEXT COLLATE "C";
ALTER TABLE event_setting ADD COLUMN offices TEXT COLLATE "C";
ALTER TABLE event_setting ADD COLUMN client_types TEXT COLLATE "C";
