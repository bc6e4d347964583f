-- Every step of a lead's way into another one; nothing is changed here.
CREATE TABLE IF NOT EXISTS lead_merge (
  lead_id     BINARY(16)      NOT NULL,
  -- Version of the lead that the step made.
  version     BIGINT          NOT NULL,
  step        TINYINT         NOT NULL,
  survivor_id BINARY(16)      NOT NULL,
  user_id     BINARY(16)      NOT NULL,
  happened_at DATETIME(6)     NOT NULL,
  reason      VARBINARY(4096) NOT NULL,
  PRIMARY KEY (lead_id, version)
) DEFAULT CHARSET = utf8mb4
