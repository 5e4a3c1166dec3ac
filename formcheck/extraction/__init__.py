"""From a clip to the lifter's poses, in the order things happen.

`scanning` looks around, `people` links who was seen, `lifter` chooses who lifts, `close_looks`
looks closely: `clip_tracking` follows one person through the whole clip, `tracking` through one
stretch of it (at a `pace`; `identity` ends a span when somebody else is followed, `trajectory`
packs the poses), `camera_motion` measures the background (`background` fits it), `bar_and_feet`
reads plate and shoe. Where a plate hides the head, `inpainted_proxy` is drawn in its place and
`under_bar` says where the shoulders are. `shots` finds the cuts. `stretches` and `processes` share
the work, `extract` puts it together. `observing` looks once and keeps what was seen in
`pose_cache`.
"""
