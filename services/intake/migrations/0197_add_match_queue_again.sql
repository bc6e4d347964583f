-- 1 where the lead was read before and its words changed since.
ALTER TABLE match_queue ADD COLUMN again TINYINT NOT NULL DEFAULT 0
