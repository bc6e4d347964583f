CREATE TABLE IF NOT EXISTS sweep (
  id            BINARY(16)    NOT NULL PRIMARY KEY,
  version       BIGINT        NOT NULL,
  division      VARCHAR(12)   NOT NULL,
  type          TINYINT       NOT NULL,
  round         INT           NOT NULL,
  title         VARCHAR(200)  NOT NULL,
  instructions  VARCHAR(2000) NOT NULL,
  sector        TINYINT       NOT NULL,
  state         TINYINT       NOT NULL,
  opened_at     DATETIME(6)   NOT NULL,
  deadline      DATETIME(6)   NOT NULL,
  conclusion    VARCHAR(2000) NOT NULL,
  closed_by     BINARY(16)    NULL,
  closed_at     DATETIME(6)   NULL,
  UNIQUE KEY sweep_round (division, type, round)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
