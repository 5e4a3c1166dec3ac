"""The barbell in the picture: the near plate is found once and its rim followed through the clip.

`region` says where it can be, `find` finds it, `tracking` follows its rim (`rim`), all with OpenCV;
what the `observation.bar_track.BarTrack` says of the lift is read behind it (`motion.bar`,
`reps.floor_times`, `metrics.shrug_by_bar`).
"""
