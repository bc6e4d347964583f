-- `ledgers` has a bit for each ledger.
CREATE TABLE IF NOT EXISTS export (
  id         BINARY(16)  NOT NULL PRIMARY KEY,
  user_id    BINARY(16)  NOT NULL,
  division   VARCHAR(12) NOT NULL,
  ledgers    INT         NOT NULL,
  line_count BIGINT      NOT NULL,
  size       BIGINT      NOT NULL,
  sha256     BINARY(32)  NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  KEY export_by_expiry (expires_at)
) DEFAULT CHARSET = utf8mb4
