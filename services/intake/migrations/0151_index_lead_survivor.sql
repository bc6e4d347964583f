ALTER TABLE lead ADD KEY lead_by_survivor (survivor_id)
