-- A town's part of the log, whatever the source and of one; the primary key is the last part of each.
ALTER TABLE evidence_entry
  ADD KEY evidence_entry_by_division (division),
  ADD KEY evidence_entry_by_source (division, source)
