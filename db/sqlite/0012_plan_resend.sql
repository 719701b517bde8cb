-- The one delayed resend of a message whose SMS the carrier failed for a reason that may pass.

ALTER TABLE message ADD COLUMN resend_at BIGINT NULL;               -- set: it was planned for then, and no other will be
