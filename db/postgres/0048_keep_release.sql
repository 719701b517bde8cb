-- When an account or a route was last taken up again: by what it delivered before it is not judged a second time.
CREATE TABLE route_release (
    tenant_id BIGINT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL, -- as in route_hold
    released_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subject)
);

-- Rows of a report begin at a quarter of an hour: so do days, where the clock is off by half an hour or by three quarters. What was counted by whole hours is counted anew.
INSERT INTO roll_up_report_due (start, changes) SELECT DISTINCT start, 1 FROM roll_up_report WHERE true ON CONFLICT (start) DO UPDATE SET changes = roll_up_report_due.changes + 1;
