-- An accepted event waits for the relay without being in an index: with many tenants event_pending was half of the pages a commit of hooks wrote.
-- What came in lies beyond the cursor, in order of arrival, because ids only grow and the store has one writer. The relay reads on from there, a
-- little at a time: what it has room for becomes a message at once, and only what must stay behind is put into event_pending.

-- event.pending is from now on: 2 as it came in, which means waiting as long as its id is beyond the cursor; 1 put aside by the relay, waiting too;
-- NULL not waiting.
CREATE TABLE inbox_cursor (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    event_id BIGINT  NOT NULL                    -- the relay has been through all events up to this one
);

INSERT INTO inbox_cursor (id, event_id) SELECT 1, COALESCE(MAX(id), 0) FROM event;

-- The cursor must never be ahead of the ids to come: without its newest row the table would give that row's id again.
CREATE TRIGGER event_keeps_newest BEFORE DELETE ON event WHEN OLD.id = (SELECT MAX(id) FROM event) BEGIN
    SELECT RAISE(ABORT, 'The newest event can not be deleted: its id would be given again.');
END;

CREATE VIEW waiting_event AS
SELECT * FROM event WHERE pending = 1
UNION ALL
SELECT * FROM event WHERE pending = 2 AND id > (SELECT event_id FROM inbox_cursor);
