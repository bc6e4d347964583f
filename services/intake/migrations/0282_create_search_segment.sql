-- Leads of a town that were indexed one after the other. `leads` has the ids of a closed segment's,
-- of 16 bytes, and is empty for the open one, whose bounds are the greatest and the least id.
CREATE TABLE IF NOT EXISTS search_segment (
  id       INT         NOT NULL AUTO_INCREMENT,
  division VARCHAR(12) NOT NULL,
  newest   BINARY(16)  NOT NULL,
  oldest   BINARY(16)  NOT NULL,
  leads    MEDIUMBLOB  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY search_segment_by_newest (division, newest, oldest)
) DEFAULT CHARSET = utf8mb4
