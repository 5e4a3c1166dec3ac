"""What moved in a clip, as one frozen `Motion` that everything behind it is read from.

`make` builds it: `camera` takes the camera's motion off, `make` itself gives every shot one scale,
`cleaning` takes out what cannot be, `view` says where the camera stands, `bar` how high the bar is.
"""
