"""From findings to sentences for the lifter.

`explanation` says what a fault does to the upper back and which cues to think of, `set_summary` how
the set went, and `notices` what to know about the clip itself; `wording` is how they put it.
"""
