"""A clip's frames and facts, from the file alone.

`file` opens it, `conversion` makes one frame upright and small, `reading` gives frames with their
times, `info` says what the clip is.
"""
