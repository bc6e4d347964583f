ALTER TABLE verification_case ADD KEY case_by_state (state, id)
