-- What merged leads (17) bar, their survivors bar, which the key had room for by one reason alone.
INSERT IGNORE INTO lead_accused_unit (lead_id, unit_id, reason)
WITH RECURSIVE way (lead_id, survivor_id, hops) AS (
  SELECT id, survivor_id, 0 FROM lead WHERE state = 17
  UNION ALL
  SELECT way.lead_id, lead.survivor_id, hops + 1 FROM way JOIN lead ON lead.id = way.survivor_id
  WHERE lead.state = 17 AND hops < 16
)
SELECT way.survivor_id, a.unit_id, 3 FROM way JOIN lead_accused_unit a ON a.lead_id = way.lead_id
