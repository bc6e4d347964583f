CREATE TABLE IF NOT EXISTS publication (
  id            BINARY(16)   NOT NULL PRIMARY KEY,
  version       BIGINT       NOT NULL,
  division      VARCHAR(12)  NOT NULL,
  kind          TINYINT      NOT NULL,
  state         TINYINT      NOT NULL,
  title         VARCHAR(100) NOT NULL,
  body          TEXT         NOT NULL,
  edited_by     BINARY(16)   NOT NULL,
  edited_at     DATETIME(6)  NOT NULL,
  approved_by   BINARY(16)   NULL,
  published_at  DATETIME(6)  NULL,
  withdrawn_at  DATETIME(6)  NULL,
  KEY publication_public (state, division)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
