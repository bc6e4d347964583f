ALTER TABLE lead
  ADD COLUMN about_leader TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN grade TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN survivor_id BINARY(16) NULL,
  ADD COLUMN merge_proposed_by BINARY(16) NULL,
  -- Keyed hash of what the imported list said; NULL unless it was imported.
  ADD COLUMN origin_hash BINARY(32) NULL
