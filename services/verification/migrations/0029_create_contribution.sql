CREATE TABLE IF NOT EXISTS contribution (
  id             BINARY(16)  NOT NULL PRIMARY KEY,
  version        BIGINT      NOT NULL,
  state          TINYINT     NOT NULL,
  case_id        BINARY(16)  NOT NULL,
  lead_id        BINARY(16)  NOT NULL,
  division       VARCHAR(12) NOT NULL,
  asking_unit_id BINARY(16)  NOT NULL,
  unit_id        BINARY(16)  NOT NULL,
  request        BLOB        NOT NULL,
  due            DATETIME(6) NOT NULL,
  requested_by   BINARY(16)  NOT NULL,
  requested_at   DATETIME(6) NOT NULL,
  answer         MEDIUMBLOB  NULL,
  answered_by    BINARY(16)  NULL,
  answered_at    DATETIME(6) NULL,
  KEY contribution_by_case (case_id, id),
  KEY contribution_by_unit (unit_id, id)
) DEFAULT CHARSET = utf8mb4
