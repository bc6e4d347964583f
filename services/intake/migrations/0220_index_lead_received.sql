ALTER TABLE lead ADD KEY lead_by_received (received_at, id)
