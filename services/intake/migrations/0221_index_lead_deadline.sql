ALTER TABLE lead ADD KEY lead_by_deadline (deadline, id)
