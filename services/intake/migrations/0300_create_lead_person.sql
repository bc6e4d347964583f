-- Whom verification lets read a lead beside its unit, and whom it keeps from it.
CREATE TABLE IF NOT EXISTS lead_person (
  lead_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  -- The case that says so.
  case_id BINARY(16) NOT NULL,
  -- 1 for who stands aside, 0 for a member of the team.
  aside   TINYINT    NOT NULL,
  PRIMARY KEY (lead_id, user_id, case_id)
) DEFAULT CHARSET = utf8mb4
