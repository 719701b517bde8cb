-- What tenants tell their clients: which events, in whose words, in which language. The installation's file and the product stand behind it.

CREATE TABLE event_setting (
    tenant_id   BIGINT   NOT NULL,
    event       TEXT     NOT NULL,               -- LOAN DISBURSE
    enabled     SMALLINT NOT NULL,
    amount_from TEXT     NULL,                   -- a decimal number: only events of so much,
    amount_to   TEXT     NULL,                   -- and of no more
    changed_at  BIGINT   NOT NULL,
    changed_by  TEXT     NOT NULL,
    PRIMARY KEY (tenant_id, event)
) WITHOUT ROWID;

CREATE TABLE event_text (
    tenant_id BIGINT NOT NULL,
    event     TEXT   NOT NULL,
    language  TEXT   NOT NULL,                   -- BCP 47: sw, pt-BR
    draft     TEXT   NULL,                       -- NULL: there is none
    draft_at  BIGINT NULL,
    draft_by  TEXT   NULL,
    published BIGINT NULL,                       -- version in force; NULL: none, or withdrawn
    PRIMARY KEY (tenant_id, event, language)
) WITHOUT ROWID;

CREATE TABLE event_text_version (
    tenant_id BIGINT NOT NULL,
    event     TEXT   NOT NULL,
    language  TEXT   NOT NULL,
    version   BIGINT NOT NULL,                   -- 1, 2, ...; a roll back is a new one
    text      TEXT   NOT NULL,
    note      TEXT   NULL,
    at        BIGINT NOT NULL,
    author    TEXT   NOT NULL,
    PRIMARY KEY (tenant_id, event, language, version)
) WITHOUT ROWID;

CREATE TABLE text_language (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    language  TEXT   NOT NULL
) WITHOUT ROWID;

-- Counts changes of the tables above, so that every node sees what another or the command line changed.
CREATE TABLE text_directory (
    id      INTEGER PRIMARY KEY,
    version BIGINT  NOT NULL
);

INSERT INTO text_directory (id, version) VALUES (1, 1);
