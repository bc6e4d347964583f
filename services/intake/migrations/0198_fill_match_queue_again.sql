-- What leads are searched by is more than it was: all are read again.
INSERT IGNORE INTO match_queue (lead_id, again) SELECT id, 1 FROM lead
