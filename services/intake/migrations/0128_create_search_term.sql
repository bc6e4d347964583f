-- Keyed hashes of pairs of characters: without the key neither a text nor a guess is in it.
CREATE TABLE IF NOT EXISTS search_term (
  division VARCHAR(12) NOT NULL,
  term     BIGINT      NOT NULL,
  lead_id  BINARY(16)  NOT NULL,
  PRIMARY KEY (division, term, lead_id),
  KEY search_term_by_lead (lead_id)
) DEFAULT CHARSET = utf8mb4
