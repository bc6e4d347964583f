-- 批办 60, 转办 60, 交办 30, 督办 15, 自收 60 days.
INSERT IGNORE INTO clock_rule (instruction, effective_from, days) VALUES
  (1, '2019-01-01', 60),
  (2, '2019-01-01', 60),
  (3, '2019-01-01', 30),
  (4, '2019-01-01', 15),
  (5, '2019-01-01', 60)
