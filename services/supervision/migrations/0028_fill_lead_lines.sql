-- Each cell is "number:bytes:text", see LedgerStore. Summaries and opinions, which lay open, are
-- not taken over: the lead itself has them.
INSERT IGNORE INTO ledger_line (ledger, division, subject, lead_id, object, unit_id, state, sector,
                                channel, light, outcome, stage, opened_day, closed_day, cells, words)
SELECT 1, l.division, l.lead_id, l.lead_id,
       CONCAT('leads/', LOWER(INSERT(INSERT(INSERT(INSERT(HEX(l.lead_id), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-'))),
       IF(l.sealed = 1 OR l.destination = '', X'00000000000000000000000000000000',
          COALESCE(c.unit_id, X'00000000000000000000000000000000')),
       l.state, IF(l.sealed = 1, 0, l.sector), IF(l.sealed = 1, 0, l.channel), COALESCE(c.light, 0),
       0, IF(l.state IN (14, 15, 16, 17), 2, 1),
       TIMESTAMPDIFF(DAY, '1970-01-01', DATE_ADD(l.received_at, INTERVAL 8 HOUR)), NULL,
       CONCAT('1:', LENGTH(l.lead_no), ':', l.lead_no,
              IF(l.sealed = 1, '',
                 CONCAT('2:', LENGTH(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', l.received_at)), ':',
                        TIMESTAMPDIFF(MICROSECOND, '1970-01-01', l.received_at),
                        '3:1:', l.level, '4:1:', l.identity,
                        '7:', LENGTH(l.destination), ':', l.destination))),
       ''
FROM lead_line l LEFT JOIN clock c ON c.lead_id = l.lead_id AND c.state <> 3
