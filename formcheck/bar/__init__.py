"""The barbell in the picture: the near plate is found once and its rim tracked through the clip.

`region` says where it can be, `find` finds it, `tracking` tracks its rim (`rim`), all with OpenCV;
what the `observation.tracks.BarTrack` says of the lift is read behind it (`motion.bar`,
`reps.timing`, `metrics.shrug`).
"""
