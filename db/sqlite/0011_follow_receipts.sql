-- What became of an SMS that the provider took: asked for where no receipt comes.

ALTER TABLE message ADD COLUMN polls SMALLINT NOT NULL DEFAULT 0;   -- how many of the three times to ask for its status have passed

-- Left at the first receipt that is final; what never gets one leaves it after the third time.
CREATE INDEX message_unconfirmed ON message (tenant_id, polls, sent_at) WHERE status = 3 AND polls < 3;
