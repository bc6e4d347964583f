-- Keyed hashes of texts and of what they name, each town's under a key of its own: without it a
-- guess cannot be tested.
CREATE TABLE IF NOT EXISTS match_feature (
  feature BIGINT     NOT NULL,
  lead_id BINARY(16) NOT NULL,
  weight  TINYINT    NOT NULL,
  PRIMARY KEY (feature, lead_id)
) DEFAULT CHARSET = utf8mb4
