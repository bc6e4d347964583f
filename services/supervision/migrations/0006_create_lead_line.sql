CREATE TABLE IF NOT EXISTS lead_line (
  lead_id     BINARY(16)   NOT NULL PRIMARY KEY,
  lead_no     VARCHAR(64)  NOT NULL,
  division    VARCHAR(12)  NOT NULL,
  received_at DATETIME(6)  NOT NULL,
  channel     TINYINT      NOT NULL,
  level       TINYINT      NOT NULL,
  identity    TINYINT      NOT NULL,
  sector      TINYINT      NOT NULL,
  state       TINYINT      NOT NULL,
  summary     VARCHAR(500) NOT NULL,
  opinion     VARCHAR(500) NOT NULL,
  destination VARCHAR(128) NOT NULL,
  sealed      TINYINT      NOT NULL,
  KEY lead_line_by_division (division, lead_id)
) DEFAULT CHARSET = utf8mb4
