-- Whether a class of a tenant's texts goes to everybody who has not taken consent back, or only to who agreed.
CREATE TABLE consent_rule (
    tenant_id BIGINT NOT NULL,
    class     TEXT   NOT NULL,                   -- transactional, service, collection, promotional
    mode      TEXT   NULL,                       -- optOut, optIn; NULL: by the settings, and somebody's consent is on record
    PRIMARY KEY (tenant_id, class)
) WITHOUT ROWID;

-- Who agreed, and who took it back. Rows are only added: of a number and a class the last one holds.
CREATE TABLE consent (
    id        INTEGER PRIMARY KEY,
    tenant_id BIGINT   NOT NULL,
    number    TEXT     NOT NULL,                 -- E.164
    class     TEXT     NOT NULL,
    given     SMALLINT NOT NULL,                 -- 0: taken back
    at        BIGINT   NOT NULL,
    source    TEXT     NOT NULL,                 -- person, key, import
    actor     TEXT     NOT NULL,                 -- who recorded it
    note      TEXT     NULL,                     -- how the client said so
    client_id BIGINT   NULL                      -- whose, of one that an erasure left
);

CREATE INDEX consent_number ON consent (tenant_id, number, class, id);
CREATE INDEX consent_tenant ON consent (tenant_id, id);
CREATE INDEX consent_client ON consent (tenant_id, client_id) WHERE client_id IS NOT NULL;
