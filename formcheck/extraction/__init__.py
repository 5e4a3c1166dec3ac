"""From a clip to its `Observation`, in the order things happen.

`pose_cache` is the way in: a kept observation, or a new one. A new one is made by
`clip_to_observation`, which calls, in this order:

`scanning` finds the people in some twenty frames, `people` links them over time, `lifter` chooses
who lifts. `lifter_check` has whoever was chosen tracked, and the next person where that one does
not lift. `tracked_person` tracks one person with bar and heels: `clip_tracking` through the whole
clip, in pieces, `stretch_tracking` through one piece (at a `pace`; `identity` ends a span when
somebody else is tracked). `camera_motion` measures the background (`background` fits it),
`bar_and_feet` reads plate and shoe. Where a plate hides the head, `inpainted_proxy` is drawn in its
place. `shots` finds the cuts, `stretches` says what is tracked in one go and what came of it,
`processes` shares out the work.
"""
