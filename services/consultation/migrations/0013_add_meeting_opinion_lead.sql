-- NULL where an opinion is about no lead alone.
ALTER TABLE meeting_opinion ADD COLUMN lead_id BINARY(16) NULL
