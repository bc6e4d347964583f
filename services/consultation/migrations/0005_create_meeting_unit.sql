CREATE TABLE IF NOT EXISTS meeting_unit (
  meeting_id BINARY(16) NOT NULL,
  unit_id    BINARY(16) NOT NULL,
  required   TINYINT    NOT NULL,
  attending  TINYINT    NOT NULL,
  PRIMARY KEY (meeting_id, unit_id)
) DEFAULT CHARSET = utf8mb4
