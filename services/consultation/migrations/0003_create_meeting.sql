CREATE TABLE IF NOT EXISTS meeting (
  id               BINARY(16)      NOT NULL PRIMARY KEY,
  version          BIGINT          NOT NULL,
  division         VARCHAR(12)     NOT NULL,
  state            TINYINT         NOT NULL,
  subject          VARBINARY(2048) NOT NULL,
  proposer_id      BINARY(16)      NOT NULL,
  proposer_unit_id BINARY(16)      NOT NULL,
  chair_id         BINARY(16)      NOT NULL,
  takes_place      DATETIME(6)     NOT NULL,
  place            VARCHAR(100)    NOT NULL,
  minutes          MEDIUMBLOB      NOT NULL,
  signed_at        DATETIME(6)     NULL,
  KEY meeting_by_division (division, id)
) DEFAULT CHARSET = utf8mb4
