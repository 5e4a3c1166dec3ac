"""A lifter's own numbers over time, kept only where they asked for it.

`store` is the entry point: `History`, and what keeps sets in it. `record` has the types that are
kept, `database` the SQLite file, `clips` the kept clips, and `lines` sets in a list or a trend, and
the sentences about a set and the next one.
"""
