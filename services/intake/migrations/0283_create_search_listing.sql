-- The terms of a lead, of 8 bytes: keyed hashes of pairs of characters, each town's under a key of
-- its own. Without it neither a text nor a guess is in them.
CREATE TABLE IF NOT EXISTS search_listing (
  segment_id INT        NOT NULL,
  lead_id    BINARY(16) NOT NULL,
  terms      MEDIUMBLOB NOT NULL,
  PRIMARY KEY (segment_id, lead_id),
  UNIQUE KEY search_listing_by_lead (lead_id)
) DEFAULT CHARSET = utf8mb4
