-- The key under which the rows about one subject are sealed, wrapped under a key of the keyring.
CREATE TABLE IF NOT EXISTS data_key (
  subject     BINARY(16)     NOT NULL PRIMARY KEY,
  -- The keyring's name of the wrapping key, and which of its keys it was. Zeros once shredded.
  key_name    VARCHAR(64)    NOT NULL,
  key_id      BINARY(8)      NOT NULL,
  wrapped     VARBINARY(256) NOT NULL,
  shredded_at DATETIME(6)    NULL,
  -- What is left to be wrapped anew after a rotation is found by it, and so is what a key is
  -- still used for.
  KEY data_key_by_key (key_id, key_name)
) DEFAULT CHARSET = utf8mb4
