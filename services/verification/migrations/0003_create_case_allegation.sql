CREATE TABLE IF NOT EXISTS case_allegation (
  case_id BINARY(16) NOT NULL,
  number  INT        NOT NULL,
  text    BLOB       NOT NULL,
  PRIMARY KEY (case_id, number)
) DEFAULT CHARSET = utf8mb4
