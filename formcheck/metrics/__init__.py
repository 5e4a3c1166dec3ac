"""One file for each thing that is measured: the reps of a set in, `Measurement`s of each rep out.

Such a file has a `measure`, which `table.all_metrics` calls, and gives one metric or some that
belong together. Beside them `measurement` is the type, `table` the words and drawings.
"""
