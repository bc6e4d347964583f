-- Measures 1 to 11, as StatisticsStore counts them.
REPLACE INTO total (division, measure, unit_id, code, count)
SELECT division, 1, X'00000000000000000000000000000000', state, COUNT(*) FROM ledger_line WHERE ledger = 1 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 2, X'00000000000000000000000000000000', sector, COUNT(*) FROM ledger_line WHERE ledger = 1 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 3, X'00000000000000000000000000000000', channel, COUNT(*) FROM ledger_line WHERE ledger = 1 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 4, X'00000000000000000000000000000000', outcome, COUNT(*) FROM ledger_line WHERE ledger = 3 AND stage = 2 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 5, X'00000000000000000000000000000000', light, COUNT(*) FROM ledger_line WHERE ledger = 1 AND light > 0 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 6, X'00000000000000000000000000000000', opened_day, COUNT(*) FROM ledger_line WHERE ledger = 1 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 7, X'00000000000000000000000000000000', closed_day, COUNT(*) FROM ledger_line WHERE ledger = 3 AND stage = 2 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 8, unit_id, stage, COUNT(*) FROM ledger_line WHERE ledger = 3 AND stage IN (1, 2) GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 8, unit_id, 3, COUNT(*) FROM ledger_line WHERE ledger = 3 AND stage = 2 AND outcome IN (1, 2) GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 9, unit_id, light, COUNT(*) FROM ledger_line WHERE ledger = 1 AND light > 0 GROUP BY 1, 2, 3, 4
UNION ALL SELECT division, 9 + stage, X'00000000000000000000000000000000', ledger, COUNT(*) FROM ledger_line WHERE stage IN (1, 2) GROUP BY 1, 2, 3, 4
