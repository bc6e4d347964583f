-- They lie in umbrella_flag now.
ALTER TABLE case_conclusion
  DROP COLUMN umbrella_by, DROP COLUMN umbrella_at, DROP COLUMN umbrella_reason,
  DROP COLUMN umbrella_about_leader
