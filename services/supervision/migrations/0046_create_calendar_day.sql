-- The days that are not what their weekday says, in China time, as verification tells of them.
CREATE TABLE IF NOT EXISTS calendar_day (
  day     DATE    NOT NULL PRIMARY KEY,
  working TINYINT NOT NULL
) DEFAULT CHARSET = utf8mb4
