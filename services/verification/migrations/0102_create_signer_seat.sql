-- One row for each capacity that may take a seat of the policy that a level (0: every level
-- without a policy of its own) has from a date on.
CREATE TABLE IF NOT EXISTS signer_seat (
  effective_from DATETIME(6) NOT NULL,
  level          TINYINT     NOT NULL,
  seat           TINYINT     NOT NULL,
  capacity       TINYINT     NOT NULL,
  PRIMARY KEY (level, effective_from, seat, capacity)
) DEFAULT CHARSET = utf8mb4
