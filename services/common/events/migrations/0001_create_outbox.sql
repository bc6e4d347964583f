-- One row an event, written in the transaction of the change it tells of.
CREATE TABLE IF NOT EXISTS outbox (
  -- Given out under the aggregate's row lock, so it orders the events of one aggregate. It does
  -- not order commits: nobody may remember "the last seq seen".
  seq BIGINT NOT NULL AUTO_INCREMENT,
  id BINARY(16) NOT NULL,
  source VARCHAR(32) NOT NULL,
  type VARCHAR(128) NOT NULL,
  aggregate VARCHAR(32) NOT NULL,
  aggregate_id BINARY(16) NOT NULL,
  aggregate_version BIGINT NOT NULL,
  division VARCHAR(16) NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  traceparent VARCHAR(64) NOT NULL,
  actor_id VARCHAR(64) NOT NULL,
  actor_unit_id VARCHAR(36) NOT NULL,
  action VARCHAR(64) NOT NULL,
  commitment BINARY(32) NOT NULL,
  -- Salt and payload, sealed.
  sealed MEDIUMBLOB NOT NULL,
  PRIMARY KEY (seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
