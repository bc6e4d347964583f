-- What verification found; 0 while it is open.
ALTER TABLE lead ADD COLUMN outcome TINYINT NOT NULL DEFAULT 0
