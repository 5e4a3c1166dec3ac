"""Which movements are reps, and why the others are not.

`movements` offers every way from rest and back, `counting` chooses the likeliest row of them,
`timing` tells their moments and `not_counted` why the others are none; `lift` tells which lift it
is. Everything is decided with the whole clip in view.
"""
