CREATE TABLE IF NOT EXISTS exhibit (
  id              BINARY(16)  NOT NULL PRIMARY KEY,
  version         BIGINT      NOT NULL,
  case_id         BINARY(16)  NOT NULL,
  lead_id         BINARY(16)  NOT NULL,
  division        VARCHAR(12) NOT NULL,
  description     BLOB        NOT NULL,
  sha256          BINARY(32)  NOT NULL,
  collected_by    BINARY(16)  NOT NULL,
  collected_at    DATETIME(6) NOT NULL,
  collected_place BLOB        NOT NULL,
  KEY exhibit_by_case (case_id, id)
) DEFAULT CHARSET = utf8mb4
