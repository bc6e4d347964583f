CREATE TABLE IF NOT EXISTS lead_match (
  id           BINARY(16)      NOT NULL PRIMARY KEY,
  version      BIGINT          NOT NULL,
  division     VARCHAR(12)     NOT NULL,
  lead_a       BINARY(16)      NOT NULL,
  lead_b       BINARY(16)      NOT NULL,
  state        TINYINT         NOT NULL,
  -- In thousandths.
  score        SMALLINT        NOT NULL,
  reasons      BLOB            NOT NULL,
  suggested_at DATETIME(6)     NOT NULL,
  decided_by   BINARY(16)      NULL,
  decided_at   DATETIME(6)     NULL,
  explanation  VARBINARY(2400) NOT NULL,
  UNIQUE KEY lead_match_by_pair (lead_a, lead_b),
  KEY lead_match_by_second (lead_b)
) DEFAULT CHARSET = utf8mb4
