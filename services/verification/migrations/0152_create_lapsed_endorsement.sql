-- Signatures that did not count any more, and in whose place another was given.
CREATE TABLE IF NOT EXISTS lapsed_endorsement (
  case_id        BINARY(16)   NOT NULL,
  report_version INT          NOT NULL,
  signer_id      BINARY(16)   NOT NULL,
  unit_id        BINARY(16)   NOT NULL,
  capacity       TINYINT      NOT NULL,
  public_key     BINARY(32)   NOT NULL,
  signature      BINARY(64)   NOT NULL,
  signed_at      DATETIME(6)  NOT NULL,
  signer_name    VARCHAR(128) NOT NULL,
  PRIMARY KEY (case_id, report_version, signer_id, signed_at)
) DEFAULT CHARSET = utf8mb4
