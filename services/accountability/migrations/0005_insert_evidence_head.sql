INSERT IGNORE INTO evidence_head (id, tree_size, root, verifier_key)
VALUES (1, 0, UNHEX('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'), '')
