-- One row for each subscriber that does not have an event yet. Deleted when it does.
CREATE TABLE IF NOT EXISTS delivery (
  subscriber VARCHAR(32) NOT NULL,
  seq BIGINT NOT NULL,
  evidence_only TINYINT NOT NULL,
  PRIMARY KEY (subscriber, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
