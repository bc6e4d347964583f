-- From a lead's closing on; after its purge, what is left of it.
CREATE TABLE IF NOT EXISTS retention (
  lead_id            BINARY(16)      NOT NULL PRIMARY KEY,
  version            BIGINT          NOT NULL,
  division           VARCHAR(12)     NOT NULL,
  lead_no            VARCHAR(64)     NOT NULL,
  outcome            TINYINT         NOT NULL,
  restricted         TINYINT         NOT NULL,
  -- Whether it went to the discipline commission, which keeps it.
  sealed             TINYINT         NOT NULL,
  closed_at          DATETIME(6)     NOT NULL,
  archived_at        DATETIME(6)     NULL,
  purge_after        DATETIME(6)     NOT NULL,
  purge_requested_by BINARY(16)      NULL,
  purge_requested_at DATETIME(6)     NULL,
  -- Sealed; empty unless a purge is asked for.
  purge_reason       VARBINARY(2400) NOT NULL,
  purged_by          BINARY(16)      NULL,
  purged_at          DATETIME(6)     NULL,
  content_hash       VARBINARY(32)   NOT NULL,
  KEY retention_by_division (division, lead_id)
) DEFAULT CHARSET = utf8mb4
