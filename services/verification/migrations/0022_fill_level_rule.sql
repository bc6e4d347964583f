-- 分级核查: the higher the level of the lead, the higher who approves, and the shorter the terms.
INSERT IGNORE INTO level_rule (level, effective_at, plan_approver, extension_approver,
                               plan_within_days, progress_every_days, basis) VALUES
  (1, '2019-01-01', 3, 4, 2, 3, '实施方案三（二）分级核查：中央交办线索'),
  (2, '2019-01-01', 3, 4, 2, 5, '实施方案三（二）分级核查：省级交办线索'),
  (3, '2019-01-01', 3, 4, 3, 5, '实施方案三（二）分级核查：地级市交办线索'),
  (4, '2019-01-01', 2, 3, 3, 10, '实施方案三（二）分级核查：县级市交办线索'),
  (5, '2019-01-01', 1, 2, 5, 10, '实施方案三（二）分级核查：镇自收线索')
