-- Instead of one letter a lead.
ALTER TABLE transfer DROP KEY lead_id, ADD UNIQUE KEY transfer_of_lead (lead_id, number)
