ALTER TABLE verification_case ADD KEY case_by_suspension (state, suspended_until)
