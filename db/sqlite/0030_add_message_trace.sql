-- The W3C trace a hook came in, so that an operator's traces of the core, of what stands before it and of the bridge lead to the same SMS. A hook is
-- answered before the relay makes a message of it, maybe in another process: until then the event carries it, as it carries the client and the loan.

ALTER TABLE event ADD COLUMN trace_id TEXT NULL;    -- 32 hex digits; NULL: none was given
ALTER TABLE message ADD COLUMN trace_id TEXT NULL;
