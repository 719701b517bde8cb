-- What tenants tell their clients: which events, in whose words, in which language. The installation's file and the product stand behind it.

CREATE TABLE event_setting (
    tenant_id BIGINT NOT NULL,
    event TEXT COLLATE "C" NOT NULL, -- LOAN DISBURSE
    enabled BIGINT NOT NULL,
    amount_from TEXT COLLATE "C", -- a decimal number: only events of so much,
    amount_to TEXT COLLATE "C", -- and of no more
    changed_at BIGINT NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, event)
);

CREATE TABLE event_text (
    tenant_id BIGINT NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL, -- BCP 47: sw, pt-BR
    draft TEXT COLLATE "C", -- NULL: there is none
    draft_at BIGINT,
    draft_by TEXT COLLATE "C",
    published BIGINT, -- version in force; NULL: none, or withdrawn
    PRIMARY KEY (tenant_id, event, language)
);

CREATE TABLE event_text_version (
    tenant_id BIGINT NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL, -- 1, 2, ...; a roll back is a new one
    text TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C",
    at BIGINT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, event, language, version)
);

CREATE TABLE text_language (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    language TEXT COLLATE "C" NOT NULL
);

-- Counts changes of the tables above, so that every node sees what another or the command line changed.
CREATE TABLE text_directory (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
);

INSERT INTO text_directory (id, version) VALUES (1, 1);
