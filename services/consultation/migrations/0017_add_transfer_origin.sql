-- Where the letter comes from: 1 the office's seal, 2 the flag of a team; until when the commission
-- signs for it; and whether it was told that nobody had.
ALTER TABLE transfer ADD COLUMN origin TINYINT NOT NULL DEFAULT 1, ADD COLUMN acknowledge_by DATETIME(6) NULL, ADD COLUMN overdue_told TINYINT NOT NULL DEFAULT 0
