CREATE TABLE IF NOT EXISTS report (
  case_id      BINARY(16)  NOT NULL,
  version      INT         NOT NULL,
  outcome      TINYINT     NOT NULL,
  form         MEDIUMBLOB  NOT NULL,
  hash         BINARY(32)  NOT NULL,
  submitted_by BINARY(16)  NOT NULL,
  submitted_at DATETIME(6) NOT NULL,
  voided_at    DATETIME(6) NULL,
  void_reason  BLOB        NULL,
  PRIMARY KEY (case_id, version)
) DEFAULT CHARSET = utf8mb4
