-- A process that ended by itself holds nothing any more, however lately it was seen.

ALTER TABLE node ADD COLUMN ended_at BIGINT NULL;
