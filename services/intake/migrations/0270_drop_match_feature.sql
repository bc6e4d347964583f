DROP TABLE IF EXISTS match_feature
