-- A long text that went out in parts, each known and reported by an id of its own: what became of each.
ALTER TABLE attempt ADD COLUMN parts TEXT NULL;  -- how many, then a line for each that is known: status, code, id, words; NULL: it went whole
