-- Every fifth, a month after its close.
INSERT IGNORE INTO revisit_policy (effective_from, per_mille, after_days) VALUES ('2019-01-01', 200, 30)
