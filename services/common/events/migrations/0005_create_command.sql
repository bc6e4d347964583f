-- One row for each request that changed something: a retry finds it and changes nothing.
CREATE TABLE IF NOT EXISTS command (
  -- SHA-256 of actor, method and request id.
  id BINARY(32) NOT NULL,
  request_hash VARBINARY(64) NOT NULL,
  aggregate_id BINARY(16) NOT NULL,
  at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
