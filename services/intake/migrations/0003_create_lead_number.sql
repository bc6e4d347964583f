CREATE TABLE IF NOT EXISTS lead_number (
  division    VARCHAR(12) NOT NULL,
  campaign    VARCHAR(16) NOT NULL,
  next_serial BIGINT      NOT NULL,
  PRIMARY KEY (division, campaign)
) DEFAULT CHARSET = utf8mb4
