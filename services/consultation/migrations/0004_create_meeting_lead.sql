CREATE TABLE IF NOT EXISTS meeting_lead (
  meeting_id BINARY(16) NOT NULL,
  lead_id    BINARY(16) NOT NULL,
  PRIMARY KEY (meeting_id, lead_id)
) DEFAULT CHARSET = utf8mb4
