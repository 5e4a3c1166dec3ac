"""What moved in a clip, as one frozen `Motion` that everything behind it is read from.

`make` builds it: it takes the camera's motion off, `one_scale` brings the shots of an edited clip
to one scale, `cleaning` makes clean curves of the poses, `bar` reads the bar's height and later its
scale. `motion` has the type, and the view.
"""
