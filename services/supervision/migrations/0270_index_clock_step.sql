ALTER TABLE clock
  DROP KEY clock_by_next_change,
  ADD KEY clock_by_next_change (step, next_change)
