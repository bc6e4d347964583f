CREATE TABLE IF NOT EXISTS revisit (
  id           BINARY(16)  NOT NULL PRIMARY KEY,
  version      BIGINT      NOT NULL,
  state        TINYINT     NOT NULL,
  case_id      BINARY(16)  NOT NULL UNIQUE,
  lead_id      BINARY(16)  NOT NULL,
  lead_no      VARCHAR(64) NOT NULL,
  division     VARCHAR(12) NOT NULL,
  due_at       DATETIME(6) NOT NULL,
  contacted_at DATETIME(6) NULL,
  contacted_by BINARY(16)  NULL,
  attitude     TINYINT     NULL,
  note         BLOB        NULL,
  KEY revisit_by_division (division, id)
) DEFAULT CHARSET = utf8mb4
