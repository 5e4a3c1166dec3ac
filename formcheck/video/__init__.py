"""A clip's pictures and facts, from the file alone.

`file` opens it, `picture` makes one picture upright and small, `reading` gives pictures with their
times, `info` says what the clip is.
"""
