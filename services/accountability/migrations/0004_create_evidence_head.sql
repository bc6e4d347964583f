-- One row: the log as it stands. Whoever holds its lock appends.
CREATE TABLE IF NOT EXISTS evidence_head (
  id           TINYINT      NOT NULL PRIMARY KEY,
  tree_size    BIGINT       NOT NULL,
  root         BINARY(32)   NOT NULL,
  -- vkey of the key that signs the log's heads; empty before the first start.
  verifier_key VARCHAR(512) NOT NULL
) DEFAULT CHARSET = utf8mb4
