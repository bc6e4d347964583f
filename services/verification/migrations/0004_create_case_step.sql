CREATE TABLE IF NOT EXISTS case_step (
  case_id     BINARY(16)  NOT NULL,
  -- Version of the case that the step made.
  version     BIGINT      NOT NULL,
  kind        TINYINT     NOT NULL,
  happened_at DATETIME(6) NOT NULL,
  place       BLOB        NOT NULL,
  text        MEDIUMBLOB  NOT NULL,
  recorded_by BINARY(16)  NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (case_id, version)
) DEFAULT CHARSET = utf8mb4
