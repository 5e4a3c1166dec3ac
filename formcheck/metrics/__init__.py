"""One file per metric: a rep, the signals and the lifter's baseline in, a `Measurement` out."""
