-- One row for each event handled here, written in its handler's transaction.
CREATE TABLE IF NOT EXISTS inbox (
  id BINARY(16) NOT NULL,
  source VARCHAR(32) NOT NULL,
  type VARCHAR(128) NOT NULL,
  aggregate_id BINARY(16) NOT NULL,
  aggregate_version BIGINT NOT NULL,
  handled_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
