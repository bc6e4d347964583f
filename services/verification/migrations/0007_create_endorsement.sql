CREATE TABLE IF NOT EXISTS endorsement (
  case_id        BINARY(16)  NOT NULL,
  report_version INT         NOT NULL,
  signer_id      BINARY(16)  NOT NULL,
  unit_id        BINARY(16)  NOT NULL,
  capacity       TINYINT     NOT NULL,
  public_key     BINARY(32)  NOT NULL,
  signature      BINARY(64)  NOT NULL,
  signed_at      DATETIME(6) NOT NULL,
  PRIMARY KEY (case_id, report_version, signer_id),
  -- Two people of two units, whatever the code believes.
  UNIQUE KEY endorsement_by_unit (case_id, report_version, unit_id)
) DEFAULT CHARSET = utf8mb4
