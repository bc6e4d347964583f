-- The unit that verifies the lead again, and whether a team called for the discipline commission:
-- 1 for that of the town and above, 2 for those above alone.
ALTER TABLE lead ADD COLUMN reviewing_unit_id BINARY(16) NULL, ADD COLUMN flagged TINYINT NOT NULL DEFAULT 0
