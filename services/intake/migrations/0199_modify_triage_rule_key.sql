-- Territories may have rules of the same code from the same day on.
ALTER TABLE triage_rule DROP PRIMARY KEY, ADD PRIMARY KEY (code, division, effective_from)
