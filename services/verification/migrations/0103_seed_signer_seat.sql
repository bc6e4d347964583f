-- The head of the handling unit, and a leader of the town or its office's director; for leads
-- of the centre and the province a leader.
INSERT IGNORE INTO signer_seat (effective_from, level, seat, capacity) VALUES
  ('2019-01-01', 0, 1, 1), ('2019-01-01', 0, 2, 2), ('2019-01-01', 0, 2, 3),
  ('2019-01-01', 1, 1, 1), ('2019-01-01', 1, 2, 2),
  ('2019-01-01', 2, 1, 1), ('2019-01-01', 2, 2, 2)
