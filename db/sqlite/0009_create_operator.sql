-- The people who may sign in to the console and its API, and the record of what they did. Times are UTC unix milliseconds.

CREATE TABLE operator (
    id                  INTEGER  PRIMARY KEY AUTOINCREMENT, -- the audit names it for ever: never given to another
    name                TEXT     NOT NULL,                  -- as signed in with; compared without regard to case
    password_hash       TEXT     NOT NULL,                  -- ASP.NET Core Identity, version 3
    stamp               TEXT     NOT NULL,                  -- random; a session carries it, so changing it ends them all
    role                SMALLINT NOT NULL,                  -- OperatorRole
    all_tenants         SMALLINT NOT NULL,                  -- 1: every tenant, also future ones
    time_zone           TEXT     NULL,                      -- IANA; NULL: the browser's
    failed_sign_ins     INTEGER  NOT NULL DEFAULT 0,        -- since the last good one
    locked_until        BIGINT   NULL,
    created_at          BIGINT   NOT NULL,
    password_changed_at BIGINT   NOT NULL,
    last_sign_in_at     BIGINT   NULL,
    disabled_at         BIGINT   NULL
);

CREATE UNIQUE INDEX operator_name ON operator (name COLLATE NOCASE);

-- By the core's name for it, not by row: a tenant that is deleted and registers again is still looked after by the same people.
CREATE TABLE operator_tenant (
    operator_id BIGINT NOT NULL REFERENCES operator (id),
    identifier  TEXT   NOT NULL,
    PRIMARY KEY (operator_id, identifier)
) WITHOUT ROWID;

-- Who did what, on what, when, from where and why. Append-only: the triggers hold for every program that opens the file.
CREATE TABLE audit (
    id          INTEGER  PRIMARY KEY AUTOINCREMENT,
    at          BIGINT   NOT NULL,
    operator_id BIGINT   NULL,                              -- NULL: the command line, the API key of a tenant, or somebody unknown
    actor       TEXT     NOT NULL,                          -- name at that time; "command line"; "API key of x"
    source      TEXT     NULL,                              -- address it came from
    action      TEXT     NOT NULL,                          -- AuditAction: sign_in, reveal, resend ...
    tenant_id   BIGINT   NULL,                              -- whose matter it was; NULL: nobody's in particular
    subject     TEXT     NULL,                              -- "message 17", "operator anna"
    reason      TEXT     NULL,                              -- the operator's own words
    before      TEXT     NULL,                              -- short JSON or words; never a secret
    after       TEXT     NULL
);

CREATE INDEX audit_tenant ON audit (tenant_id, id);
CREATE INDEX audit_operator ON audit (operator_id, id);

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;

-- What support wrote about a message, for the next one who is asked.
CREATE TABLE note (
    id          INTEGER PRIMARY KEY,
    event_id    BIGINT  NOT NULL,
    operator_id BIGINT  NOT NULL,
    author      TEXT    NOT NULL,
    at          BIGINT  NOT NULL,
    text        TEXT    NOT NULL
);

CREATE INDEX note_event ON note (event_id, id);
