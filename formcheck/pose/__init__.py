"""The engine that sees poses in a picture.

`engine` says what each has to give; `landmarker` (MediaPipe, with `model_store` and `back_outline`)
and `fake` are two.
"""
