-- Which leads came from which list; a list is a keyed hash of its town and its name.
CREATE TABLE IF NOT EXISTS list_row (
  list    BINARY(32) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  PRIMARY KEY (list, lead_id),
  KEY list_row_by_lead (lead_id)
) DEFAULT CHARSET = utf8mb4
