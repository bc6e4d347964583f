-- By what leads are searched is empty: all leads are read again.
INSERT INTO match_queue (lead_id, again) SELECT id, 1 FROM lead ON DUPLICATE KEY UPDATE again = 1
