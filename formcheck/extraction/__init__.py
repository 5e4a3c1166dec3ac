"""From a clip to the lifter's poses, in the order things happen.

`scanning` looks around, `people` links who was seen, `lifter` chooses who lifts, `following` looks
closely at `pace`, `identity` ends a span when somebody else is followed, `camera_motion` measures
the background, `stretches` and `processes` share the work; `extract` puts it together. `observing`
looks once and keeps what was seen in `pose_cache`.
"""
