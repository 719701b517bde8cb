-- Events that stand in no catalogue: a tenant has them told in its own words.
ALTER TABLE event_setting ADD COLUMN class   TEXT COLLATE "C"; -- service; NULL: the event is of the catalogue, which says it
ALTER TABLE event_setting ADD COLUMN type_id BIGINT;           -- of event_type, which says where the entity ends
