CREATE TABLE IF NOT EXISTS case_conclusion (
  case_id            BINARY(16)  NOT NULL PRIMARY KEY,
  accepted_by        BINARY(16)  NULL,
  accepted_at        DATETIME(6) NULL,
  accept_remark      BLOB        NULL,
  umbrella_by        BINARY(16)  NULL,
  umbrella_at        DATETIME(6) NULL,
  umbrella_reason    BLOB        NULL,
  sent_at            DATETIME(6) NULL,
  received_at        DATETIME(6) NULL,
  acknowledgement_no VARCHAR(64) NULL
) DEFAULT CHARSET = utf8mb4
