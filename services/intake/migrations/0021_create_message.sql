CREATE TABLE IF NOT EXISTS message (
  id       BINARY(16)  NOT NULL PRIMARY KEY,
  lead_id  BINARY(16)  NOT NULL,
  -- Version of the dialogue that it made: messages of one moment keep their order.
  position BIGINT      NOT NULL,
  speaker  TINYINT     NOT NULL,
  kind     TINYINT     NOT NULL,
  -- Who wrote for the office; NULL for the reporter.
  user_id  BINARY(16)  NULL,
  sent_at  DATETIME(6) NOT NULL,
  text     BLOB        NOT NULL,
  UNIQUE KEY message_by_lead (lead_id, position)
) DEFAULT CHARSET = utf8mb4
