CREATE TABLE IF NOT EXISTS case_line (
  id             BINARY(16)   NOT NULL PRIMARY KEY,
  lead_id        BINARY(16)   NOT NULL,
  lead_no        VARCHAR(64)  NOT NULL,
  division       VARCHAR(12)  NOT NULL,
  unit_name      VARCHAR(128) NOT NULL,
  investigators  INT          NOT NULL,
  planned_at     DATETIME(6)  NULL,
  steps          INT          NOT NULL,
  findings       TEXT         NOT NULL,
  outcome        TINYINT      NOT NULL,
  report_version INT          NOT NULL,
  signatures     VARCHAR(500) NOT NULL,
  filing_no      VARCHAR(64)  NOT NULL,
  closed_at      DATETIME(6)  NULL,
  KEY case_line_by_division (division, id),
  KEY case_line_by_lead (lead_id)
) DEFAULT CHARSET = utf8mb4
