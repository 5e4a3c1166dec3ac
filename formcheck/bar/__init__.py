"""The barbell in the picture: the near plate is found once and its rim followed through the clip.

`region` says where it can be, `find` finds it, `tracking` follows its rim (`rim`), all with OpenCV;
what the `observation.tracks.BarTrack` says of the lift is read behind it (`motion.bar`,
`reps.timing`, `metrics.shrug`).
"""
