"""One estimator of body and bar: everything that is measured, explained by one lifter.

`measurements` samples what was seen, `chain` is the planar body that predicts it, `fit` solves for
its angles and the clip's constants, `instruments` read what each rep's trunk did, and `set_model`
weighs that over the reps of the set into a posterior of the lean gain.
"""
