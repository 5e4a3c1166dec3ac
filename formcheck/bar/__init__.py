"""The barbell in the picture: the near plate is found once and its rim followed through the clip.

`tracking.find_bar` and `follow_bar` look (OpenCV) and give an `observation.tracks.BarTrack`;
what it says of the lift is read behind it (`motion.bar`, `reps.timing`,
`metrics.shrug`).
"""
