-- Operators that sign in by a provider of OpenID Connect. Who somebody is, issuer and subject say: names and mail addresses can be given to another.

CREATE TABLE operator_identity (
    operator_id BIGINT NOT NULL PRIMARY KEY REFERENCES operator (id),
    issuer TEXT COLLATE "C" NOT NULL, -- what the provider calls itself in its tokens
    subject TEXT COLLATE "C" NOT NULL, -- what it calls this person, and never anybody else
    UNIQUE (issuer, subject)
);

-- Of a session that began there: the provider's token, encrypted, by which it knows who signs out.

ALTER TABLE operator_session ADD COLUMN sign_out_hint TEXT COLLATE "C";
