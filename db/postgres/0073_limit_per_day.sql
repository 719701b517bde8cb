-- How many SMS of an event a tenant sends one client in a day.
ALTER TABLE event_setting ADD COLUMN at_most BIGINT; -- by the tenant's clock; NULL: as many as come about
