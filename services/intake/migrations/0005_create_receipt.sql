CREATE TABLE IF NOT EXISTS receipt (
  -- Keyed hash of the receipt: without the key the table can neither be searched nor tested.
  fingerprint BINARY(32)  NOT NULL PRIMARY KEY,
  lead_id     BINARY(16)  NOT NULL UNIQUE,
  explanation BLOB        NOT NULL
) DEFAULT CHARSET = utf8mb4
