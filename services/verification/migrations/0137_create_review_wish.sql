-- A reporter's wish for a review of what is not closed yet; granted with the closing.
CREATE TABLE IF NOT EXISTS review_wish (
  lead_id  BINARY(16)  NOT NULL PRIMARY KEY,
  asked_at DATETIME(6) NOT NULL
) DEFAULT CHARSET = utf8mb4
