CREATE TABLE IF NOT EXISTS unit (
  id BINARY(16) NOT NULL,
  division VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(64) NOT NULL,
  duty TINYINT NOT NULL COMMENT 'UnitFunction; FUNCTION is a reserved word of MySQL 8',
  sectors SMALLINT NOT NULL COMMENT 'bit n is Sector n',
  active TINYINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_name (division, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin
