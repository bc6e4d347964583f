CREATE TABLE IF NOT EXISTS user (
  id BINARY(16) NOT NULL,
  username VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  display_name VARCHAR(64) NOT NULL,
  unit_id BINARY(16) NOT NULL,
  division VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  roles SMALLINT NOT NULL COMMENT 'bit n is Role n',
  password_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  disabled TINYINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_username (username),
  KEY by_division (division, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin
