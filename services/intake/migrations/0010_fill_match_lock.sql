INSERT IGNORE INTO match_lock (id) VALUES (1)
