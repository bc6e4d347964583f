CREATE TABLE IF NOT EXISTS joint_file (
  id             BINARY(16)  NOT NULL PRIMARY KEY,
  version        BIGINT      NOT NULL,
  transfer_id    BINARY(16)  NOT NULL UNIQUE,
  lead_id        BINARY(16)  NOT NULL,
  division       VARCHAR(12) NOT NULL,
  police_unit_id BINARY(16)  NOT NULL,
  state          TINYINT     NOT NULL,
  opened_at      DATETIME(6) NOT NULL,
  closed_at      DATETIME(6) NULL,
  police_no      VARCHAR(64) NULL,
  police_at      DATETIME(6) NULL,
  discipline_no  VARCHAR(64) NULL,
  discipline_at  DATETIME(6) NULL,
  KEY joint_file_by_division (division, id)
) DEFAULT CHARSET = utf8mb4
