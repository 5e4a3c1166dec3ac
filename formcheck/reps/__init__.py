"""Which movements are reps, and why the others are not.

`movements` offers every way from rest and back, `counting` chooses the likeliest row of them and
says why the others are none, `timing` tells their moments; `lift` tells which lift it is, and
`lift_probability` how sure that is. `set_of_reps` asks all of them and applies what a user
corrected (`by_hand`), `both_lifts` which stretch of a clip shows which lift, `view_by_bar` where
the camera stands; `rep_window` is a rep as metrics want it. Everything is decided with the whole
clip in view.
"""
