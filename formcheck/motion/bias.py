"""What a pose engine adds to the truth, so that it can be taken off again.

BlazePose (MediaPipe's landmarker) places joint centres where its training data had them and pulls
rare postures toward common ones. The amounts below were read off rendered lifters, whose joints
are known exactly (docs/accuracy.md); they hold for bodies and cameras in general only as far as
the ranges say, and what is left of them is read from the lifter's own reps. Exact joints (tests,
another engine) need none of it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PoseBias:
    """Offsets of an engine, and how far they vary from lifter to lifter.

    Attributes:
        depth_thigh: What a parallel squat reads from the side, thigh lengths.
        depth_front_thigh: What is added to that from the front, where the camera looks under the
            thigh.
        own_depth_thigh: How far a lifter's own offset of depth may lie from that.
        extent_share: Weight of the trunk's vertical extent in a lean, 0 to 1; the rest is the
            line's angle. Their errors are opposite in an engine that shortens a bent trunk.
    """

    depth_thigh: float
    depth_front_thigh: float
    own_depth_thigh: float
    extent_share: float


EXACT = PoseBias(0.0, 0.0, 0.0, 0.0)
BLAZEPOSE = PoseBias(
    # parallel squats read .03 to .25 from the side (mean .13), .20 to .24 from the front
    depth_thigh=0.13,
    depth_front_thigh=0.08,
    own_depth_thigh=0.10,
    # the line reads about 5° low, the extent about 6° high
    extent_share=0.5,
)


def bias_of(runtime: str) -> PoseBias:
    """The bias of the engine named in `runtime` ("mediapipe 0.10.33")."""
    return BLAZEPOSE if runtime.startswith("mediapipe") else EXACT
