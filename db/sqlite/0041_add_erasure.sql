-- When the personal data of an event were taken out: number, text, name and raw hook of it and of its message are gone. What happened, and when, stays.

ALTER TABLE event ADD COLUMN erased_at BIGINT NULL;
