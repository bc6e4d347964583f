CREATE TABLE IF NOT EXISTS identity_unlock (
  id           BINARY(16)      NOT NULL PRIMARY KEY,
  version      BIGINT          NOT NULL,
  lead_id      BINARY(16)      NOT NULL,
  division     VARCHAR(12)     NOT NULL,
  state        TINYINT         NOT NULL,
  requested_by BINARY(16)      NOT NULL,
  reason       VARBINARY(4096) NOT NULL,
  requested_at DATETIME(6)     NOT NULL,
  approved_by  BINARY(16)      NULL,
  approved_at  DATETIME(6)     NULL,
  expires_at   DATETIME(6)     NOT NULL,
  opened       INT             NOT NULL,
  KEY identity_unlock_by_lead (lead_id, id)
) DEFAULT CHARSET = utf8mb4
