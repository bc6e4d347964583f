CREATE TABLE IF NOT EXISTS clock_rule (
  instruction    TINYINT     NOT NULL,
  effective_from DATETIME(6) NOT NULL,
  days           INT         NOT NULL,
  PRIMARY KEY (instruction, effective_from)
) DEFAULT CHARSET = utf8mb4
