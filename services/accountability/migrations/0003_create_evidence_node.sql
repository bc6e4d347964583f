-- Hashes of complete subtrees: level 0 is the leaves. Written once, never changed.
CREATE TABLE IF NOT EXISTS evidence_node (
  level      TINYINT    NOT NULL,
  node_index BIGINT     NOT NULL,
  hash       BINARY(32) NOT NULL,
  PRIMARY KEY (level, node_index)
) DEFAULT CHARSET = utf8mb4
