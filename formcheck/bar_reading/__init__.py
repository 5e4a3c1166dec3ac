"""What the bar says of a set once reps are known.

`reps_by_bar` has lift-off and return, the shrug and the way up; `view_by_bar` the camera's yaw.
"""
