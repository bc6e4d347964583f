-- Its one row is locked by whoever indexes: two at once would not see each other's leads.
CREATE TABLE IF NOT EXISTS match_lock (
  id TINYINT NOT NULL PRIMARY KEY
) DEFAULT CHARSET = utf8mb4
