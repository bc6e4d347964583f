ALTER TABLE clock ADD KEY clock_by_light (state, light, due)
