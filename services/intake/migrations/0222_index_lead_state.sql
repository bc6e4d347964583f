ALTER TABLE lead ADD KEY lead_by_state (division, state, id)
