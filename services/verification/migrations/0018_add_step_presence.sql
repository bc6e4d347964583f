-- `attachments` is a row of ids, 16 bytes each.
ALTER TABLE case_step
  ADD COLUMN people_present BLOB           NULL,
  ADD COLUMN attachments    VARBINARY(800) NOT NULL DEFAULT ''
