-- `related` is a row of keyed fingerprints, 32 bytes each.
ALTER TABLE case_member
  ADD COLUMN unit_id     BINARY(16)      NULL,
  ADD COLUMN role        TINYINT         NOT NULL DEFAULT 3,
  ADD COLUMN joined_at   DATETIME(6)     NULL,
  ADD COLUMN left_at     DATETIME(6)     NULL,
  ADD COLUMN declared_at DATETIME(6)     NULL,
  ADD COLUMN related     VARBINARY(4096) NOT NULL DEFAULT ''
