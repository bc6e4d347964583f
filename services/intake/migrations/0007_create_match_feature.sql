-- Keyed hashes of texts and of what they name: without the key a guess cannot be tested.
CREATE TABLE IF NOT EXISTS match_feature (
  division VARCHAR(12) NOT NULL,
  feature  BIGINT      NOT NULL,
  lead_id  BINARY(16)  NOT NULL,
  weight   TINYINT     NOT NULL,
  PRIMARY KEY (division, feature, lead_id),
  KEY match_feature_by_lead (lead_id)
) DEFAULT CHARSET = utf8mb4
