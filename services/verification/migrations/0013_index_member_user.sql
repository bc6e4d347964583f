ALTER TABLE case_member ADD KEY case_member_by_user (user_id, case_id)
