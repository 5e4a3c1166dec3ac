"""The engine that sees poses in a picture.

`engine` says what each has to give; `landmarker` (MediaPipe, with `model_store` and `mask`)
and `fake` are two.
"""
