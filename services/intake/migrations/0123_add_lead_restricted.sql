-- Whether its content is read for a recorded reason only.
ALTER TABLE lead ADD COLUMN restricted TINYINT NOT NULL DEFAULT 0
