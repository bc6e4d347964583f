CREATE TABLE IF NOT EXISTS case_member (
  case_id     BINARY(16) NOT NULL,
  number      INT        NOT NULL,
  user_id     BINARY(16) NOT NULL,
  declaration BLOB       NOT NULL,
  PRIMARY KEY (case_id, number)
) DEFAULT CHARSET = utf8mb4
