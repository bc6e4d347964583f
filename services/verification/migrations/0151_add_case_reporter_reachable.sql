ALTER TABLE verification_case ADD COLUMN reporter_reachable TINYINT NOT NULL DEFAULT 0
