-- The reason of what went wrong, in the index that finds it: the list by reason is then read out of the index. These rows are few, and written
-- once in a message's life.

DROP INDEX message_trouble;
CREATE INDEX message_trouble ON message (tenant_id, status, event_id, reason) WHERE status IN (5, 6, 7);
