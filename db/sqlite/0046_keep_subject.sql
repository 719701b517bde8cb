-- What a caller says is found: whom a message is about, as the core said it when it was asked. With the message it is one text (JSON), written with the
-- intent that writes the row anyway; what is searched is made of it afterwards by the job of the roll-ups, away from hooks and SMS.

ALTER TABLE message ADD COLUMN about TEXT NULL;

-- A client as the core last told of it, once, however many messages there are.
CREATE TABLE known_client (
    id             INTEGER  PRIMARY KEY,
    tenant_id      BIGINT   NOT NULL,
    client_id      BIGINT   NOT NULL,
    name           TEXT     NULL,
    words          TEXT     NOT NULL,            -- of the name, as search_word has them, each between spaces
    account        TEXT     NULL,
    office         TEXT     NULL,
    mobile_no      TEXT     NULL,                -- as typed in the core
    trouble        TEXT     NULL,                -- reason: why the number could not be used; NULL: it could, the last time
    trouble_detail TEXT     NULL,
    trouble_event  BIGINT   NULL,                -- the message that was not sent for it
    trouble_at     BIGINT   NULL                 -- when that one's hook came
);

CREATE UNIQUE INDEX known_client_once ON known_client (tenant_id, client_id);
CREATE INDEX known_client_trouble ON known_client (tenant_id, id) WHERE trouble IS NOT NULL;

-- Words that lead to a client, a loan or a message.
CREATE TABLE search_word (
    tenant_id BIGINT   NOT NULL,
    word      TEXT     NOT NULL,                 -- small letters without marks, or an account or reference without signs
    kind      SMALLINT NOT NULL,                 -- WordKind
    ref       BIGINT   NOT NULL,                 -- number of the client or loan, or id of the event
    PRIMARY KEY (tenant_id, word, kind, ref)
) WITHOUT ROWID;

-- What leads to one of them, to take it out.
CREATE INDEX search_word_of ON search_word (tenant_id, kind, ref);
