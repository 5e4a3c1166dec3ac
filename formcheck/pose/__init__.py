"""The pose model, which sees poses in a frame.

`estimator` says what each has to give; `landmarker` (MediaPipe, with `model_store`, `mask` and
`visibility`) is the one that is shipped.
"""
