CREATE TABLE IF NOT EXISTS campaign (
  id       BINARY(16)   NOT NULL PRIMARY KEY,
  version  BIGINT       NOT NULL,
  code     VARCHAR(16)  NOT NULL,
  name     VARCHAR(100) NOT NULL,
  division VARCHAR(12)  NOT NULL,
  basis    VARCHAR(100) NOT NULL,
  starts   DATETIME(6)  NOT NULL,
  ends     DATETIME(6)  NOT NULL,
  UNIQUE KEY campaign_by_code (division, code)
) DEFAULT CHARSET = utf8mb4
