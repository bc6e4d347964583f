-- Another password ends the sessions of its user.
ALTER TABLE session ADD KEY by_user (user_id)
