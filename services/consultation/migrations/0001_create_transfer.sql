CREATE TABLE IF NOT EXISTS transfer (
  id              BINARY(16)      NOT NULL PRIMARY KEY,
  version         BIGINT          NOT NULL,
  lead_id         BINARY(16)      NOT NULL UNIQUE,
  lead_no         VARCHAR(64)     NOT NULL,
  division        VARCHAR(12)     NOT NULL,
  state           TINYINT         NOT NULL,
  issued_at       DATETIME(6)     NOT NULL,
  acknowledged_at DATETIME(6)     NULL,
  concluded_at    DATETIME(6)     NULL,
  filed           TINYINT         NOT NULL,
  opinion         VARBINARY(9000) NOT NULL,
  KEY transfer_by_division (division, id)
) DEFAULT CHARSET = utf8mb4
