"""From measured values to verdicts: `rules` applied to a rep (`of_rep`) and to a set (`of_set`).

`verdict` says how much was seen at all and puts it all together: what every page shows.
"""
