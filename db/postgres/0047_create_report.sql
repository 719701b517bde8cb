-- An hour's messages by everything a manager asks for, made anew from them when one has changed: what is counted by so many things could not be taken
-- out again by what changed alone.
CREATE TABLE roll_up_report (
    tenant_id BIGINT NOT NULL,
    start BIGINT NOT NULL, -- of the hour
    type_id BIGINT NOT NULL,
    office TEXT COLLATE "C" NOT NULL, -- '': not known, as in all that follow
    route TEXT COLLATE "C" NOT NULL, -- the tenant's name for it, or the provider
    reason TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL, -- the provider's
    outcome BIGINT NOT NULL, -- as in roll_up_count
    count BIGINT NOT NULL,
    parts BIGINT NOT NULL, -- of those that left
    PRIMARY KEY (tenant_id, start, type_id, office, route, reason, code, outcome)
);

-- Hours that are to be made anew.
CREATE TABLE roll_up_report_due (
    start BIGINT NOT NULL PRIMARY KEY,
    changes BIGINT NOT NULL -- how often it was marked: a mark that comes while it is made stays
);

-- What came before, as far as hours are known.
INSERT INTO roll_up_report_due (start, changes) SELECT DISTINCT start, 1 FROM roll_up_count WHERE grain = 2;
INSERT INTO roll_up_report_due (start, changes)
WITH RECURSIVE hour (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM hour WHERE number < 23)
SELECT day.start + hour.number * 3600000, 1 FROM (SELECT DISTINCT start FROM roll_up_count WHERE grain = 3) AS day CROSS JOIN hour WHERE true
ON CONFLICT (start) DO NOTHING;
