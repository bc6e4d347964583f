CREATE TABLE IF NOT EXISTS plan_decision (
  case_id    BINARY(16)  NOT NULL,
  -- Version of the case that the decision made.
  version    BIGINT      NOT NULL,
  approved   TINYINT     NOT NULL,
  reason     BLOB        NOT NULL,
  decided_by BINARY(16)  NOT NULL,
  decided_at DATETIME(6) NOT NULL,
  PRIMARY KEY (case_id, version)
) DEFAULT CHARSET = utf8mb4
