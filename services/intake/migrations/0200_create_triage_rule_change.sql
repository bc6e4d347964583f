-- Rules that were proposed, and what a second person said of them; what was approved stands in
-- triage_rule too.
CREATE TABLE IF NOT EXISTS triage_rule_change (
  id              BINARY(16)   NOT NULL PRIMARY KEY,
  version         BIGINT       NOT NULL,
  state           TINYINT      NOT NULL,
  ends            TINYINT      NOT NULL,
  proposed_by     BINARY(16)   NOT NULL,
  proposed_at     DATETIME(6)  NOT NULL,
  decided_by      BINARY(16)   NULL,
  decided_at      DATETIME(6)  NULL,
  code            VARCHAR(32)  NOT NULL,
  effective_from  DATETIME(6)  NOT NULL,
  effective_until DATETIME(6)  NULL,
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
  KEY triage_rule_change_by_division (division, id)
) DEFAULT CHARSET = utf8mb4
