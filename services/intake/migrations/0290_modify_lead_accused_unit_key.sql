-- 1: the lead accuses it; 2: a subject works there; 3: a lead that was merged into it bars it. A unit
-- is barred as long as one of them holds.
ALTER TABLE lead_accused_unit DROP PRIMARY KEY, ADD PRIMARY KEY (lead_id, unit_id, reason)
