ALTER TABLE meeting_lead ADD KEY meeting_lead_by_lead (lead_id)
