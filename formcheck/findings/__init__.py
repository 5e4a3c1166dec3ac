"""From measured values to verdicts: the rules of `fault_table` applied to a rep and to a set.

`verdict` says how much was seen at all and puts it all together: what every page shows.
"""
