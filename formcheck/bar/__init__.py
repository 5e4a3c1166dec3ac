"""The barbell in the picture: the near plate is found once and its rim followed through the clip.

`tracking.track_bar` looks (OpenCV) and gives a `bar_track.BarTrack`; `curve`, `rep` and `rise`
are arithmetic on it: the height of the bar, its way in one rep, and the shrug it tells.
"""
