"""The barbell in the picture: the near plate is found once and its rim followed through the clip.

`tracking.track_bar` looks (OpenCV) and gives a `bar_track.BarTrack`; what it says of the lift is
read behind the observation (`motion.bar`, `reps.floor_times`, `metrics.shrug_by_bar`).
"""
