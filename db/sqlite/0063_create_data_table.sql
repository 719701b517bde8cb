-- Data tables of tenants' cores that their texts can name. Whoever changes one counts up text_directory.
CREATE TABLE data_table (
    tenant_id    BIGINT NOT NULL,
    name         TEXT   NOT NULL,                -- as texts spell it: kyc
    core_name    TEXT   NOT NULL,                -- as the core has it
    subject      TEXT   NOT NULL,                -- client, loan, savings
    columns_json TEXT   NOT NULL,                -- an array, each column with its spelling, its name in the core, its kind and its longest value
    changed_at   BIGINT NOT NULL,
    changed_by   TEXT   NOT NULL,
    PRIMARY KEY (tenant_id, name)
) WITHOUT ROWID;

-- By what a tenant's clients are each written to in a language of their own. No row: all in the tenant's.
CREATE TABLE language_choice (
    tenant_id    BIGINT NOT NULL PRIMARY KEY,
    variable     TEXT   NULL,                    -- kyc.language: a column of a data table of clients; NULL: none is asked
    values_json  TEXT   NOT NULL,                -- an object: the column's value, and the language that is meant
    offices_json TEXT   NOT NULL                 -- an object: the office's name, and the language of its clients
) WITHOUT ROWID;
