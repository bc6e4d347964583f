-- Leads from before there was matching.
INSERT IGNORE INTO match_queue (lead_id) SELECT id FROM lead
