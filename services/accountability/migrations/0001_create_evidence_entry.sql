CREATE TABLE IF NOT EXISTS evidence_entry (
  -- Place in the log, from 0.
  entry_index  BIGINT          NOT NULL PRIMARY KEY,
  event_id     BINARY(16)      NOT NULL UNIQUE,
  source       VARCHAR(32)     NOT NULL,
  aggregate    VARCHAR(64)     NOT NULL,
  aggregate_id BINARY(16)      NOT NULL,
  version      BIGINT          NOT NULL,
  division     VARCHAR(12)     NOT NULL,
  leaf         VARBINARY(2048) NOT NULL,
  UNIQUE KEY evidence_entry_by_version (aggregate_id, version, source, aggregate)
) DEFAULT CHARSET = utf8mb4
