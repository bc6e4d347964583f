ALTER TABLE investigator ADD KEY investigator_by_division (division)
