-- Sealed leads, and the division whose commission alone opens them.
CREATE TABLE IF NOT EXISTS lead_seal (
  lead_id  BINARY(16)  NOT NULL PRIMARY KEY,
  division VARCHAR(12) NOT NULL
) DEFAULT CHARSET = utf8mb4
