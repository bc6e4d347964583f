-- The unit that is the anti-crime office of a town.
CREATE TABLE IF NOT EXISTS office (
  division VARCHAR(12)  NOT NULL PRIMARY KEY,
  unit_id  BINARY(16)   NOT NULL,
  name     VARCHAR(128) NOT NULL
) DEFAULT CHARSET = utf8mb4
