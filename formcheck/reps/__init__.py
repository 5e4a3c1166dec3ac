"""Which lift it is, which movements are its reps, and why the others are not.

`set_of_reps` is the way in and calls, in this order: `lift` (which lift), `movements` (every
movement from rest and back, found with `levels`), `counting` (the likeliest reps among them, and
why the others are none), `timing` (their start, turn and end), `beside_the_reps` and
`lift_probability` (how sure the lift is) and `rep_window` (a rep, cut into its phases for body and
metrics). `both_lifts` divides a clip that shows squats and deadlifts. `corrections` is what a user
says of single reps; `by_hand` finds the movement around a moment at which they say that a rep was
missed. Everything is decided with the whole clip in view.
"""
