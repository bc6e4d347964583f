CREATE TABLE IF NOT EXISTS clock (
  id          BINARY(16)   NOT NULL PRIMARY KEY,
  version     BIGINT       NOT NULL,
  lead_id     BINARY(16)   NOT NULL,
  lead_no     VARCHAR(64)  NOT NULL,
  division    VARCHAR(12)  NOT NULL,
  unit_id     BINARY(16)   NOT NULL,
  unit_name   VARCHAR(128) NOT NULL,
  state       TINYINT      NOT NULL,
  light       TINYINT      NOT NULL,
  started     DATETIME(6)  NOT NULL,
  due         DATETIME(6)  NOT NULL,
  paused_at   DATETIME(6)  NULL,
  -- When the next light comes on; NULL where none will.
  next_change DATETIME(6)  NULL,
  KEY clock_by_lead (lead_id),
  KEY clock_by_division (division, id),
  KEY clock_by_next_change (next_change)
) DEFAULT CHARSET = utf8mb4
