ALTER TABLE case_conclusion ADD COLUMN umbrella_about_leader TINYINT NOT NULL DEFAULT 0
