-- 1: written by the office that sealed the lead.
INSERT IGNORE INTO lead_seal (lead_id, division) SELECT lead_id, division FROM transfer WHERE origin = 1
