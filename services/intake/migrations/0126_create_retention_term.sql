-- How many days after its closing a lead of an outcome is kept: the newest row that was in force
-- when it was closed.
CREATE TABLE IF NOT EXISTS retention_term (
  outcome        TINYINT     NOT NULL,
  effective_from DATETIME(6) NOT NULL,
  days           INT         NOT NULL,
  PRIMARY KEY (outcome, effective_from)
) DEFAULT CHARSET = utf8mb4
