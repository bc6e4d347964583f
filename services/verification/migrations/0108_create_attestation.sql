-- What this service told the evidence log about reports and keys, kept to prove it to others.
CREATE TABLE IF NOT EXISTS attestation (
  event_id          BINARY(16)   NOT NULL PRIMARY KEY,
  type              VARCHAR(128) NOT NULL,
  aggregate_id      BINARY(16)   NOT NULL,
  aggregate_version BIGINT       NOT NULL,
  payload           BLOB         NOT NULL,
  salt              BINARY(32)   NOT NULL,
  KEY attestation_by_aggregate (aggregate_id, aggregate_version)
) DEFAULT CHARSET = utf8mb4
