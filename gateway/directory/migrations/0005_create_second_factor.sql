CREATE TABLE IF NOT EXISTS second_factor (
  user_id BINARY(16) NOT NULL,
  division VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state TINYINT NOT NULL COMMENT '1 pending, 2 active, 3 removed',
  secret VARBINARY(255) NOT NULL COMMENT 'sealed; empty once removed',
  last_step BIGINT NOT NULL COMMENT 'of the newest password that was accepted',
  version BIGINT NOT NULL,
  PRIMARY KEY (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin
