CREATE TABLE IF NOT EXISTS meeting_opinion (
  meeting_id BINARY(16)      NOT NULL,
  number     INT             NOT NULL,
  unit_id    BINARY(16)      NOT NULL,
  author_id  BINARY(16)      NOT NULL,
  dissents   TINYINT         NOT NULL,
  text       VARBINARY(9000) NOT NULL,
  given_at   DATETIME(6)     NOT NULL,
  PRIMARY KEY (meeting_id, number)
) DEFAULT CHARSET = utf8mb4
