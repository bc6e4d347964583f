-- 研判 the same day, 交办 the next, 密封移送 within 5 working days.
INSERT IGNORE INTO clock_step_rule (step, effective_from, working_days) VALUES
  (2, '2019-01-01', 0),
  (3, '2019-01-01', 1),
  (4, '2019-01-01', 5)
