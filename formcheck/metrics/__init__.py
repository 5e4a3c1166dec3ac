"""One file per metric: the reps of a set in, a `Measurement` for each rep out."""
