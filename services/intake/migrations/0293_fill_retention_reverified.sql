-- A unit verifies it again, or what was found unfounded (3, 4) may be read again.
UPDATE retention r JOIN lead l ON l.id = r.lead_id SET r.reverified = 1
WHERE r.purged_at IS NULL AND (l.reviewing_unit_id IS NOT NULL
  OR (l.outcome IN (3, 4) AND l.restricted = 0 AND l.umbrella <= 2))
