"""What moved in a clip, as one frozen `Motion` that everything behind it is read from.

`make` builds it: it takes the camera's motion off and gives every shot one scale, `cleaning` takes
out what cannot be, `bar` says how high the bar is. `motion` is the type, and the view.
"""
