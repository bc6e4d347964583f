-- Counted anew by the next file: what a sealed lead is about counts no more.
DELETE FROM total
