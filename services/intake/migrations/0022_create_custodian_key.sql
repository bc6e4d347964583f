CREATE TABLE IF NOT EXISTS custodian_key (
  id            BINARY(16)   NOT NULL PRIMARY KEY,
  version       BIGINT       NOT NULL,
  state         TINYINT      NOT NULL,
  user_id       BINARY(16)   NOT NULL,
  division      VARCHAR(12)  NOT NULL,
  public_key    BINARY(32)   NOT NULL UNIQUE,
  enrolled_at   DATETIME(6)  NOT NULL,
  confirmed_by  BINARY(16)   NULL,
  confirmed_at  DATETIME(6)  NULL,
  revoked_by    BINARY(16)   NULL,
  revoked_at    DATETIME(6)  NULL,
  revoke_reason VARCHAR(200) NOT NULL,
  KEY custodian_key_by_user (user_id, id),
  KEY custodian_key_by_division (division, id)
) DEFAULT CHARSET = utf8mb4
