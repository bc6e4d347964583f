CREATE TABLE IF NOT EXISTS unit (
  id       BINARY(16)   NOT NULL PRIMARY KEY,
  division VARCHAR(12)  NOT NULL,
  name     VARCHAR(128) NOT NULL,
  verifies TINYINT      NOT NULL,
  active   TINYINT      NOT NULL,
  -- Bit n is sector number n; 0 means every sector.
  sectors  BIGINT       NOT NULL,
  KEY unit_by_division (division)
) DEFAULT CHARSET = utf8mb4
