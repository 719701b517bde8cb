-- Who is signed in, and where. A session is good while its row is there, in time, and its stamp is the operator's.

CREATE TABLE operator_session (
    id          TEXT   NOT NULL PRIMARY KEY,       -- random; the cookie carries it, sealed
    operator_id BIGINT NOT NULL REFERENCES operator (id),
    stamp       TEXT   NOT NULL,                   -- the operator's of then: another one ends this session without a write here
    started_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,                   -- to the minute
    ends_at     BIGINT NOT NULL,                   -- however much it is used
    source      TEXT   NULL,                       -- address it was last seen from
    browser     TEXT   NULL                        -- "Firefox on Linux"
) WITHOUT ROWID;

CREATE INDEX operator_session_operator ON operator_session (operator_id);
