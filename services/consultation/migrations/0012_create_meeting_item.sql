CREATE TABLE IF NOT EXISTS meeting_item (
  meeting_id BINARY(16)      NOT NULL,
  number     INT             NOT NULL,
  lead_id    BINARY(16)      NOT NULL,
  text       VARBINARY(9000) NOT NULL,
  PRIMARY KEY (meeting_id, number),
  KEY meeting_item_by_lead (lead_id)
) DEFAULT CHARSET = utf8mb4
