-- A team's call for the discipline commission, and when the commission concluded the letter.
CREATE TABLE IF NOT EXISTS umbrella_flag (
  case_id      BINARY(16)  NOT NULL PRIMARY KEY,
  id           BINARY(16)  NOT NULL,
  flagged_by   BINARY(16)  NOT NULL,
  flagged_at   DATETIME(6) NOT NULL,
  reason       BLOB        NOT NULL,
  about_leader TINYINT     NOT NULL,
  concluded_at DATETIME(6) NULL
) DEFAULT CHARSET = utf8mb4
