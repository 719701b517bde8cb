-- Reports of a tenant's core at set times: a text for each row. Their runs stand in "schedule_run".

CREATE TABLE report_schedule (
    tenant_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL, -- as the tenant calls it
    enabled BIGINT NOT NULL,
    begins TEXT COLLATE "C" NOT NULL, -- HH:mm by the clock of the zone
    time_zone TEXT COLLATE "C" NOT NULL, -- IANA: Africa/Nairobi
    days TEXT COLLATE "C" NOT NULL, -- mon,thu; '': every day
    report TEXT COLLATE "C" NOT NULL, -- as the core calls it
    parameters TEXT COLLATE "C" NOT NULL, -- JSON, by name
    tells TEXT COLLATE "C" NOT NULL, -- LOAN REPAYMENTDUE: its text, of the instalment that a row names; REPORT ARREARS: "text"
    text TEXT COLLATE "C", -- with columns as variables
    loan_column TEXT COLLATE "C", -- columns by their plain names: letters and digits, in small
    client_column TEXT COLLATE "C",
    day_column TEXT COLLATE "C",
    key_column TEXT COLLATE "C", -- what tells rows of one loan or client apart; NULL: there is one of each
    PRIMARY KEY (tenant_id, name)
);

-- What needs attention: runs that told nobody.
CREATE INDEX schedule_run_given_up ON schedule_run (tenant_id, schedule) WHERE state = 4;

-- They are ours from now on, whoever sent these names before.
INSERT INTO event_type (entity, action) VALUES ('REPORT', 'ARREARS'), ('REPORT', 'SERVICE'), ('REPORT', 'PROMOTION')
ON CONFLICT (entity, action) DO UPDATE SET tenant_id = NULL;
