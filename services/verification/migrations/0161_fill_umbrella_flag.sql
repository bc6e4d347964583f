-- Nobody told us how the letters of earlier calls ended: those keep no case open.
INSERT IGNORE INTO umbrella_flag (case_id, id, flagged_by, flagged_at, reason, about_leader, concluded_at)
SELECT case_id, case_id, umbrella_by, umbrella_at, umbrella_reason, umbrella_about_leader, umbrella_at
FROM case_conclusion WHERE umbrella_by IS NOT NULL
