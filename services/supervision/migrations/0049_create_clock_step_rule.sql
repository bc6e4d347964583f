-- How many working days the office has for a step; 0 is the same day.
CREATE TABLE IF NOT EXISTS clock_step_rule (
  step           TINYINT     NOT NULL,
  effective_from DATETIME(6) NOT NULL,
  working_days   INT         NOT NULL,
  PRIMARY KEY (step, effective_from)
) DEFAULT CHARSET = utf8mb4
