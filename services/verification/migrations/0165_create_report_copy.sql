-- How many copies of a case's reports were handed out. Who got which the evidence log tells.
CREATE TABLE IF NOT EXISTS report_copy (
  case_id BINARY(16) NOT NULL PRIMARY KEY,
  copies  BIGINT     NOT NULL
) DEFAULT CHARSET = utf8mb4
