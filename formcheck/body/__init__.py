"""One estimator of body and bar: everything that is measured, explained by one lifter.

`measurements` samples what was seen of joints, bar and silhouette, `chain` is the planar body
that predicts it, `fit` solves for its angles and the clip's constants, `instruments` read what each
rep's trunk did, and `rise` weighs that with `set_model` over the reps of the set into a posterior
of the lean gain (`gain_posterior`). `estimate` is the way in, reads how far a squat leans, and has
the type that is handed on. `back_bend` reads how far a back rounds; `calibration` reads the fitted
numbers, `fit_priors` those of the fit.
"""
