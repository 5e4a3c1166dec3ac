"""What a pose is, and the engine that sees one in a picture.

`track` is the vocabulary everything else reads; `landmarker` (MediaPipe, with `model_store` and
`back_outline`) and `fake` are engines. `posture` is what landmarks say by themselves, `bias` what
an engine adds to the truth.
"""
