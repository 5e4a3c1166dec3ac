"""Which movements are reps, and why the others are not.

`movements` offers every way from rest and back, `counting` chooses the likeliest row of them and
says why the others are none, `timing` tells their moments; `lift` tells which lift it is.
Everything is decided with the whole clip in view.
"""
