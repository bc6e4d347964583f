CREATE TABLE IF NOT EXISTS case_finding (
  case_id     BINARY(16)  NOT NULL,
  -- Version of the case that the finding made.
  version     BIGINT      NOT NULL,
  allegation  INT         NOT NULL,
  outcome     TINYINT     NOT NULL,
  basis       MEDIUMBLOB  NOT NULL,
  legal_basis BLOB        NOT NULL,
  recorded_by BINARY(16)  NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (case_id, version)
) DEFAULT CHARSET = utf8mb4
