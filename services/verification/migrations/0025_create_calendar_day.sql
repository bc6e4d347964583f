-- The days that are not what their weekday says, in China time.
CREATE TABLE IF NOT EXISTS calendar_day (
  day         DATE         NOT NULL PRIMARY KEY,
  working     TINYINT      NOT NULL,
  name        VARCHAR(64)  NOT NULL,
  source      VARCHAR(200) NOT NULL,
  provisional TINYINT      NOT NULL
) DEFAULT CHARSET = utf8mb4
