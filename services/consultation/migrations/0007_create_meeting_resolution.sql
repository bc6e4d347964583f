CREATE TABLE IF NOT EXISTS meeting_resolution (
  meeting_id    BINARY(16)      NOT NULL,
  number        INT             NOT NULL,
  owner_unit_id BINARY(16)      NOT NULL,
  text          VARBINARY(5000) NOT NULL,
  due           DATETIME(6)     NOT NULL,
  result        VARBINARY(5000) NOT NULL,
  done_at       DATETIME(6)     NULL,
  PRIMARY KEY (meeting_id, number)
) DEFAULT CHARSET = utf8mb4
