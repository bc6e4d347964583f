-- Sealed, like the narrative; empty until somebody judges the lead.
ALTER TABLE lead MODIFY COLUMN summary VARBINARY(2400) NOT NULL
