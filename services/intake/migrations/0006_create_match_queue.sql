-- Leads that the matching has not read yet.
CREATE TABLE IF NOT EXISTS match_queue (
  lead_id  BINARY(16) NOT NULL PRIMARY KEY,
  -- How often it could not be read.
  attempts TINYINT    NOT NULL DEFAULT 0
) DEFAULT CHARSET = utf8mb4
