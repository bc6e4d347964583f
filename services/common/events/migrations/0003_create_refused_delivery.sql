-- The few deliveries that a subscriber refused, apart from the many that are on their way.
-- A row here holds back the later events of its aggregate.
CREATE TABLE IF NOT EXISTS refused_delivery (
  subscriber VARCHAR(32) NOT NULL,
  aggregate_id BINARY(16) NOT NULL,
  seq BIGINT NOT NULL,
  attempts INT NOT NULL,
  next_attempt_at DATETIME(6) NOT NULL,
  parked_at DATETIME(6) NULL,
  last_reason VARCHAR(512) NOT NULL,
  PRIMARY KEY (subscriber, aggregate_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
