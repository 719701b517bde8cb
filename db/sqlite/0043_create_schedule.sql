-- What is told because it is time, and not because the core said so: reminders from the schedules of a tenant's loans.

CREATE TABLE reminder_schedule (
    tenant_id    BIGINT   NOT NULL PRIMARY KEY,
    enabled      SMALLINT NOT NULL,
    begins       TEXT     NOT NULL,              -- HH:mm by the clock of the zone: when the loans are gone through
    time_zone    TEXT     NOT NULL,              -- IANA: Africa/Nairobi
    due_days     BIGINT   NULL,                  -- how many days ahead an instalment is told of; NULL: not
    overdue_days BIGINT   NULL,                  -- how many days after its day an unpaid one is told of; NULL: not
    looked_for   TEXT     NULL                   -- what "reminder_loan" was made for; another: it is worth nothing
) WITHOUT ROWID;

-- When a loan's schedule is to be asked for next: most loans have nothing to tell on most days.
CREATE TABLE reminder_loan (
    tenant_id BIGINT NOT NULL,
    loan_id   BIGINT NOT NULL,
    look_on   BIGINT NOT NULL,                   -- a day: 20261121
    PRIMARY KEY (tenant_id, loan_id)
) WITHOUT ROWID;

-- Each time a schedule was gone through, and how far it is.
CREATE TABLE schedule_run (
    id         INTEGER PRIMARY KEY,
    tenant_id  BIGINT   NOT NULL,
    schedule   TEXT     NOT NULL,                -- reminders
    run_day    BIGINT   NOT NULL,                -- a day by the tenant's clock: 20261121
    state      SMALLINT NOT NULL,                -- 1 under way, 2 done, 3 stopped, 4 ended before it was done
    started_at BIGINT   NOT NULL,
    ended_at   BIGINT   NULL,
    started_by TEXT     NOT NULL,
    place      BIGINT   NOT NULL,                -- entries of the core's list that are done with
    last_id    BIGINT   NOT NULL,                -- the last of them: where to go on
    listed     BIGINT   NOT NULL,                -- active loans of the list
    asked      BIGINT   NOT NULL,                -- whose schedule was asked for
    entered    BIGINT   NOT NULL,                -- that became events
    known      BIGINT   NOT NULL,                -- that were told of by another way, or before
    unread     BIGINT   NOT NULL,                -- that could not be asked about
    misses     BIGINT   NOT NULL,                -- tries in a row that got no further
    try_at     BIGINT   NOT NULL,                -- not before
    problem    TEXT     NULL
);

CREATE UNIQUE INDEX schedule_run_open ON schedule_run (tenant_id, schedule) WHERE ended_at IS NULL;
CREATE INDEX schedule_run_day ON schedule_run (tenant_id, schedule, run_day);
