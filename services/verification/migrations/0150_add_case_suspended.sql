-- How long the case stands still in all, in microseconds.
ALTER TABLE verification_case ADD COLUMN suspended_us BIGINT NOT NULL DEFAULT 0
