ALTER TABLE review ADD COLUMN reporter_asked_at DATETIME(6) NULL
