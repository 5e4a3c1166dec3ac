"""Which movements are reps, and why the others are not.

`candidates` finds turning points, `lift` tells which lift it is, `squat` and `deadlift` each have
their own start, turn and end. Everything is decided with the whole clip in view.
"""
