-- 7 is MEASURE_CLOSED_DAY.
REPLACE INTO total (division, measure, unit_id, code, count)
SELECT division, 7, X'00000000000000000000000000000000',
       TIMESTAMPDIFF(DAY, '1970-01-01', DATE_ADD(closed_at, INTERVAL 8 HOUR)) AS day, COUNT(*)
FROM case_line WHERE closed_at IS NOT NULL GROUP BY division, day
