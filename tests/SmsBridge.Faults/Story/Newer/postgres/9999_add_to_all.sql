-- What a next version may do beside this one (docs/scale.md, "Upgrade"): it only adds.
ALTER TABLE event ADD COLUMN later_text TEXT NULL;
ALTER TABLE event ADD COLUMN later_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN later_text TEXT NULL;
ALTER TABLE message ADD COLUMN later_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN later_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE status_change ADD COLUMN later_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN later_text TEXT NULL;
CREATE TABLE later (id BIGINT PRIMARY KEY);
