-- The second factor of operators: codes of an app, and codes on paper for the day the telephone is gone.

CREATE TABLE operator_factor (
    operator_id BIGINT NOT NULL PRIMARY KEY REFERENCES operator (id),
    secret TEXT COLLATE "C" NOT NULL, -- encrypted; what the app has too
    set_up_at BIGINT NOT NULL, -- when a first code proved it
    last_step BIGINT NOT NULL -- half minutes since 1970 of the latest code taken: neither it nor an older one is taken again
);

CREATE TABLE operator_recovery_code (
    operator_id BIGINT NOT NULL REFERENCES operator (id),
    code_hash TEXT COLLATE "C" NOT NULL, -- SHA-256, hexadecimal
    used_at BIGINT,
    PRIMARY KEY (operator_id, code_hash)
);
