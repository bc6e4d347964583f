CREATE TABLE IF NOT EXISTS session (
  id BINARY(32) NOT NULL COMMENT 'BLAKE2b-256 of the token, which is kept nowhere',
  user_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_used_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin
