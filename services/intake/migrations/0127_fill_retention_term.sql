-- Unfounded 3 years, dealt with elsewhere 10, founded 30; and so where nobody told the outcome.
INSERT IGNORE INTO retention_term (outcome, effective_from, days) VALUES
  (0, '2019-01-01', 10957),
  (1, '2019-01-01', 10957),
  (2, '2019-01-01', 10957),
  (3, '2019-01-01', 1096),
  (4, '2019-01-01', 1096),
  (5, '2019-01-01', 3653),
  (6, '2019-01-01', 3653)
