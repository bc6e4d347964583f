CREATE TABLE IF NOT EXISTS case_recusal (
  case_id     BINARY(16)  NOT NULL,
  user_id     BINARY(16)  NOT NULL,
  ground      TINYINT     NOT NULL,
  reason      BLOB        NOT NULL,
  directed_by BINARY(16)  NULL,
  recused_at  DATETIME(6) NOT NULL,
  PRIMARY KEY (case_id, user_id)
) DEFAULT CHARSET = utf8mb4
