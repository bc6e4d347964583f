CREATE TABLE IF NOT EXISTS sweep_unit (
  sweep_id     BINARY(16)    NOT NULL,
  unit_id      BINARY(16)    NOT NULL,
  unit_name    VARCHAR(128)  NOT NULL,
  answer       TINYINT       NOT NULL,
  leads_found  INT           NOT NULL,
  statement    VARCHAR(1000) NOT NULL,
  signer       BINARY(16)    NULL,
  signer_name  VARCHAR(128)  NOT NULL,
  signed_at    DATETIME(6)   NULL,
  gap_reason   VARCHAR(500)  NOT NULL,
  PRIMARY KEY (sweep_id, unit_id),
  KEY sweep_unit_unit (unit_id, sweep_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
