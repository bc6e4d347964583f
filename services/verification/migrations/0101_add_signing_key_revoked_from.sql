ALTER TABLE signing_key ADD COLUMN revoked_from DATETIME(6) NULL
