-- 1: the lead accuses it; 2: a subject works there.
ALTER TABLE lead_accused_unit ADD COLUMN reason TINYINT NOT NULL DEFAULT 1
