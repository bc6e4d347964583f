ALTER TABLE verification_case
  ADD COLUMN plan_proposed_by BINARY(16)  NULL,
  ADD COLUMN plan_proposed_at DATETIME(6) NULL
