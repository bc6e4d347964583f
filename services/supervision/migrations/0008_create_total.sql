CREATE TABLE IF NOT EXISTS total (
  division VARCHAR(12) NOT NULL,
  measure  TINYINT     NOT NULL,
  code     TINYINT     NOT NULL,
  count    BIGINT      NOT NULL,
  PRIMARY KEY (division, measure, code)
) DEFAULT CHARSET = utf8mb4
