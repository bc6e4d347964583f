"""Promises, one function each: it yields what breaks it, and nothing if it is kept. Grouped by what
they are about; each group lists its own in PROMISES."""
