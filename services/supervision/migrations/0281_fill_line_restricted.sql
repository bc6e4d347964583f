-- Leads closed as 查否 or 无法查证 (3, 4) by the last case of theirs that is done (stage 2). Which lead
-- a merged one (17) went on in is not known here: it is taken for restricted, until its own
-- conclusion is told.
UPDATE ledger_line l
LEFT JOIN (SELECT lead_id, MAX(subject) AS subject FROM ledger_line
           WHERE ledger = 3 AND stage = 2 GROUP BY lead_id) newest ON newest.lead_id = l.lead_id
LEFT JOIN ledger_line c ON c.ledger = 3 AND c.division = l.division AND c.subject = newest.subject
SET l.restricted = 1
WHERE l.ledger IN (1, 2) AND (l.state = 17 OR (l.state = 14 AND c.outcome IN (3, 4)))
