-- Nil where a total is the whole town's. A code may be a day.
ALTER TABLE total
  ADD COLUMN unit_id BINARY(16) NOT NULL DEFAULT X'00000000000000000000000000000000',
  MODIFY COLUMN code INT NOT NULL,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (division, measure, unit_id, code)
