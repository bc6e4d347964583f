ALTER TABLE retention ADD INDEX retention_by_survivor (survivor_id)
