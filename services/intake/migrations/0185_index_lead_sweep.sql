ALTER TABLE lead ADD KEY lead_sweep (sweep_id);
