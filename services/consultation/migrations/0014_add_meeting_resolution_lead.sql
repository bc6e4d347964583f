ALTER TABLE meeting_resolution ADD COLUMN lead_id BINARY(16) NULL
