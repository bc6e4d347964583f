-- 1 while the lead is verified again.
ALTER TABLE retention ADD COLUMN reverified TINYINT NOT NULL DEFAULT 0
