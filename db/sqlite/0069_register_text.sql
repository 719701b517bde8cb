-- The registered template of a text (India's DLT): versioned with its words. As JSON; NULL: none.
ALTER TABLE event_text ADD COLUMN draft_registered TEXT NULL;   -- of the draft
ALTER TABLE event_text_version ADD COLUMN registered TEXT NULL; -- of the version
