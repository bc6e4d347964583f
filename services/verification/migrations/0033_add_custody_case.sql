-- What a purge of the case finds its rows by.
ALTER TABLE custody_entry ADD COLUMN case_id BINARY(16) NULL
