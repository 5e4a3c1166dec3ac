"""One file for each thing that is measured: the reps of a set in, `Measurement`s of each rep out.

Such a file has a `measure…` for each metric, or for some that belong together, which
`table.all_metrics` calls. Beside them `measurement` is the type, `table` the words and drawings.
"""
