-- 6 is MEASURE_RECEIVED_DAY; a day is counted from 1970-01-01 in China.
REPLACE INTO total (division, measure, unit_id, code, count)
SELECT division, 6, X'00000000000000000000000000000000',
       TIMESTAMPDIFF(DAY, '1970-01-01', DATE_ADD(received_at, INTERVAL 8 HOUR)) AS day, COUNT(*)
FROM lead_line GROUP BY division, day
