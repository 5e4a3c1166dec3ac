"""From findings to words a lifter can use.

`explanation` says what a fault does to the upper back and which cues to think of, `set_summary` how
the set went; `notices` are about the clip itself.
"""
