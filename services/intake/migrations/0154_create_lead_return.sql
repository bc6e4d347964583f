CREATE TABLE IF NOT EXISTS lead_return (
  lead_id         BINARY(16)      NOT NULL,
  -- The round of the lead that ended with it.
  round           INT             NOT NULL,
  unit_id         BINARY(16)      NOT NULL,
  unit_name       VARCHAR(128)    NOT NULL,
  returned_at     DATETIME(6)     NOT NULL,
  reason          VARBINARY(4096) NOT NULL,
  decision        TINYINT         NOT NULL,
  decided_by      BINARY(16)      NULL,
  decided_at      DATETIME(6)     NULL,
  decision_reason VARBINARY(4096) NOT NULL,
  PRIMARY KEY (lead_id, round)
) DEFAULT CHARSET = utf8mb4
