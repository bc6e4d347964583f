-- Which grade and route a lead is proposed. A NULL condition fits every lead.
CREATE TABLE IF NOT EXISTS triage_rule (
  code            VARCHAR(32)  NOT NULL,
  effective_from  DATETIME(6)  NOT NULL,
  effective_until DATETIME(6)  NULL,
  -- Prefix of the division code.
  division        VARCHAR(12)  NOT NULL,
  level           TINYINT      NULL,
  sector          TINYINT      NULL,
  umbrella        TINYINT      NULL,
  key_lead        TINYINT      NOT NULL,
  about_leader    TINYINT      NOT NULL,
  grade           TINYINT      NULL,
  route           TINYINT      NULL,
  weight          INT          NOT NULL,
  reason          VARCHAR(200) NOT NULL,
  PRIMARY KEY (code, effective_from)
) DEFAULT CHARSET = utf8mb4
