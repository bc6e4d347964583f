-- Counts the changes that were queued while an earlier one still waited.
ALTER TABLE match_queue ADD COLUMN turn INT NOT NULL DEFAULT 0
