-- What of match_feature stands for a lead: its features of 8 bytes.
CREATE TABLE IF NOT EXISTS match_listing (
  lead_id  BINARY(16) NOT NULL,
  features MEDIUMBLOB NOT NULL,
  PRIMARY KEY (lead_id)
) DEFAULT CHARSET = utf8mb4
