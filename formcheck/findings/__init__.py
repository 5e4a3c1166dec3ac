"""From measured values to verdicts: the rules of `fault_table` applied to a rep and to a set.

`of_rep` judges a rep, `caps` holds its findings down to how well it was seen, `of_set` judges the
set. `verdict` says how much was seen at all and puts it all together: what every page shows.
"""
