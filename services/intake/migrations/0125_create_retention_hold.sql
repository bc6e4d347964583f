CREATE TABLE IF NOT EXISTS retention_hold (
  id             BINARY(16)      NOT NULL PRIMARY KEY,
  lead_id        BINARY(16)      NOT NULL,
  reason         VARBINARY(2400) NOT NULL,
  set_by         BINARY(16)      NOT NULL,
  set_at         DATETIME(6)     NOT NULL,
  released_by    BINARY(16)      NULL,
  released_at    DATETIME(6)     NULL,
  release_reason VARBINARY(2400) NOT NULL,
  KEY retention_hold_by_lead (lead_id, id)
) DEFAULT CHARSET = utf8mb4
