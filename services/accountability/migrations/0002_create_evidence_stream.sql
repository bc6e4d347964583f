-- One row an aggregate: how many of its versions arrived, and how many are missing.
CREATE TABLE IF NOT EXISTS evidence_stream (
  aggregate_id BINARY(16)  NOT NULL,
  source       VARCHAR(32) NOT NULL,
  aggregate    VARCHAR(64) NOT NULL,
  latest       BIGINT      NOT NULL,
  missing      BIGINT      NOT NULL,
  PRIMARY KEY (aggregate_id, source, aggregate),
  KEY evidence_stream_by_missing (missing)
) DEFAULT CHARSET = utf8mb4
