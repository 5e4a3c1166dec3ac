"""The pose model, which finds people's poses in a frame.

`estimator` is the protocol that every pose model follows; `landmarker` (MediaPipe) is the one that
is shipped, with `model_store` (its file), `mask` (back and contour from its masks) and `visibility`
(its smoothing undone where frames are shown backward).
"""
