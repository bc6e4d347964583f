CREATE TABLE IF NOT EXISTS level_rule (
  level               TINYINT      NOT NULL,
  effective_at        DATETIME(6)  NOT NULL,
  plan_approver       TINYINT      NOT NULL,
  extension_approver  TINYINT      NOT NULL,
  plan_within_days    INT          NOT NULL,
  progress_every_days INT          NOT NULL,
  basis               VARCHAR(200) NOT NULL,
  PRIMARY KEY (level, effective_at)
) DEFAULT CHARSET = utf8mb4
