CREATE TABLE IF NOT EXISTS investigator (
  id      BINARY(16) NOT NULL PRIMARY KEY,
  unit_id BINARY(16) NOT NULL,
  active  TINYINT    NOT NULL,
  KEY investigator_by_unit (unit_id)
) DEFAULT CHARSET = utf8mb4
