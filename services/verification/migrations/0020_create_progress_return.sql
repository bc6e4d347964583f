CREATE TABLE IF NOT EXISTS progress_return (
  case_id     BINARY(16)  NOT NULL,
  -- Version of the case that the return made.
  version     BIGINT      NOT NULL,
  text        BLOB        NOT NULL,
  returned_by BINARY(16)  NOT NULL,
  returned_at DATETIME(6) NOT NULL,
  PRIMARY KEY (case_id, version)
) DEFAULT CHARSET = utf8mb4
