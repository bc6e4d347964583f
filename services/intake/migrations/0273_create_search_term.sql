-- Keyed hashes of pairs of characters, each town's under a key of its own: without it neither a
-- text nor a guess is in it.
CREATE TABLE IF NOT EXISTS search_term (
  term    BIGINT     NOT NULL,
  lead_id BINARY(16) NOT NULL,
  PRIMARY KEY (term, lead_id)
) DEFAULT CHARSET = utf8mb4
