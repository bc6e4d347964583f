ALTER TABLE verification_case ADD COLUMN reporter_attitude TINYINT NOT NULL DEFAULT 0
