-- What the core or the provider answered when it was not a plain success: enough to tell a support person what they said. Written with the decision it
-- led to; of a lookup that went well only how long it took is kept, and of one that came before the core's commit nothing. The last few of an event stay,
-- whatever becomes of its message, and the latest of all events: with the table's bound the oldest go.

CREATE TABLE peer_answer (
    id          INTEGER PRIMARY KEY,
    event_id    BIGINT  NOT NULL,
    peer        TEXT    NOT NULL,               -- core, twilio
    at          BIGINT  NOT NULL,               -- of the latest, when the same was said many times
    times       INTEGER NOT NULL DEFAULT 1,
    took        INTEGER NOT NULL,               -- milliseconds
    http_status INTEGER NULL,                   -- NULL: no answer came
    body        TEXT    NULL                    -- masked and cut; NULL: none, or none that could be masked
);

CREATE INDEX peer_answer_event ON peer_answer (event_id, id);

ALTER TABLE message ADD COLUMN lookup_ms INTEGER NULL; -- of the lookup that led to the latest attempt
