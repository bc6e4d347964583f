CREATE TABLE IF NOT EXISTS team_change (
  case_id    BINARY(16)  NOT NULL,
  number     INT         NOT NULL,
  from_user  BINARY(16)  NULL,
  to_user    BINARY(16)  NULL,
  role       TINYINT     NOT NULL,
  reason     BLOB        NOT NULL,
  changed_by BINARY(16)  NOT NULL,
  changed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (case_id, number)
) DEFAULT CHARSET = utf8mb4
