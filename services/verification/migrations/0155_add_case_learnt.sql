-- How often intake told whom the lead is about.
ALTER TABLE verification_case ADD COLUMN learnt BIGINT NOT NULL DEFAULT 0
