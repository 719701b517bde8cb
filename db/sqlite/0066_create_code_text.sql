-- Two-factor codes that the core sends as to a message gateway: they go before everything else, and their text is never in a row that stays.

-- Of the few that are under way: where the relay finds them before all others, and where their text is until the provider has it.
CREATE TABLE code_text (
    tenant_id BIGINT NOT NULL,
    event_id  BIGINT NOT NULL,
    sealed    TEXT   NOT NULL,                   -- encrypted, as the tenant's passwords are
    until     BIGINT NOT NULL,                   -- nobody reads it any more, and it is removed
    PRIMARY KEY (tenant_id, event_id)
) WITHOUT ROWID;

CREATE INDEX code_text_until ON code_text (until);

-- The same code in every database, so that the ledger knows one by its row alone. Who sent this name before sent something else.
UPDATE event_type SET action = 'CODE (' || id || ')' WHERE entity = 'SMS' AND action = 'CODE';
INSERT INTO event_type (id, entity, action) VALUES (-1, 'SMS', 'CODE');
