"""From a clip to the lifter's poses, in the order things happen.

`scanning` looks around, `people` links who was seen, `lifter` chooses who lifts, `close_looks`
looks closely: `clip_tracking` follows one person through the clip (`tracking`, at a `pace`;
`identity` ends a span when somebody else is followed), `camera_motion` measures the background,
`bar_and_feet` reads plate and shoe. `stretches` and `processes` share the work, `extract` puts it
together. `observing` looks once and keeps what was seen in `pose_cache`.
"""
