"""The barbell in the picture: finds the near plate once, follows its rim through the clip.

`bar_track` holds the result and imports numpy only; `tracking.track_bar` makes it and needs
OpenCV. What the bar says about reps is arithmetic and lives in `formcheck.bar_signals`.
"""
