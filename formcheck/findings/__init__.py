"""From measured values to verdicts: the rules of `fault_table` applied to a rep and to a set.

`fault_row` says what a row of that table is. `judging` judges a rep and the set, `caps` holds
findings down to how well a rep was seen. `verdict` says how much was seen at all and puts it all
together: what every page shows.
"""
