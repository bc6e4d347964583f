ALTER TABLE verification_case ADD COLUMN review_of BINARY(16) NULL
