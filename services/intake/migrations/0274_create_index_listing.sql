-- What stands for a lead in match_feature (1) and in search_term (2): its numbers of 8 bytes.
CREATE TABLE IF NOT EXISTS index_listing (
  lead_id    BINARY(16) NOT NULL,
  lead_index TINYINT    NOT NULL,
  numbers    MEDIUMBLOB NOT NULL,
  PRIMARY KEY (lead_id, lead_index)
) DEFAULT CHARSET = utf8mb4
