-- A lead has a letter for every flag, counted from 1; of a flagged one the case, and why.
ALTER TABLE transfer ADD COLUMN number INT NOT NULL DEFAULT 1, ADD COLUMN case_id BINARY(16) NULL, ADD COLUMN reason VARBINARY(4000) NOT NULL DEFAULT ''
