INSERT IGNORE INTO match_listing (lead_id, features)
SELECT lead_id, numbers FROM index_listing WHERE lead_index = 1
