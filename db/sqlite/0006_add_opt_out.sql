-- Who replied STOP, and to which sender: no SMS goes out for such a pair until START.

CREATE TABLE opt_out (
    id        INTEGER PRIMARY KEY,
    tenant_id BIGINT  NOT NULL,
    sender    TEXT    NOT NULL,                  -- the tenant's number or Messaging Service
    number    TEXT    NOT NULL,                  -- E.164
    since     BIGINT  NOT NULL,
    source    TEXT    NOT NULL,                  -- inbound: the client's reply; provider: a send was refused for it
    lifted_at BIGINT  NULL                       -- START: may be sent to again
);

CREATE UNIQUE INDEX opt_out_pair ON opt_out (tenant_id, sender, number);
