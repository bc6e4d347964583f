CREATE TABLE IF NOT EXISTS publication_entry (
  publication_id  BINARY(16)   NOT NULL,
  version         BIGINT       NOT NULL,
  action          VARCHAR(16)  NOT NULL,
  user_id         BINARY(16)   NOT NULL,
  at              DATETIME(6)  NOT NULL,
  text_hash       BINARY(32)   NOT NULL,
  reason          VARCHAR(500) NOT NULL,
  PRIMARY KEY (publication_id, version)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
