"""What was seen of a clip, and nothing that looks: arrays, and one file that holds them.

`poses`, `silhouette`, `bar_track`, `heel_rise`, `camera_track` and `video_info` are its parts,
filled in by extraction; `observation` is the whole, `format` its file, `files` where it is kept.
`posture` is what landmarks say by themselves.
"""
