-- A webp has a preview now: those that came before get theirs.
UPDATE attachment SET preview = 2 WHERE state = 2 AND type = 3 AND preview = 1
