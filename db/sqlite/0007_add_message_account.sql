-- The provider account an attempt was made with: an attempt in doubt can only be looked up there, whatever account the tenant has since.

ALTER TABLE message ADD COLUMN account_id TEXT NULL;
