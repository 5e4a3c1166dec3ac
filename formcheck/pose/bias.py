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
        descent_is_witness: Whether a squat's gain is read against its own descent, which passes
            the same postures with the same error.
        own_squat_gain_deg: Range of what clean squats read beyond the truth, descent taken off.
        own_pull_gain_deg: Range of what clean pulls read beyond the truth.
        rounding_tips: Whether an upper back that rounds is read as a trunk that tips.
        extent_share: Weight of the trunk's vertical extent in a lean, 0 to 1; the rest is the
            line's angle. Their errors are opposite in an engine that shortens a bent trunk.
    """

    depth_thigh: float
    depth_front_thigh: float
    own_depth_thigh: float
    descent_is_witness: bool
    own_squat_gain_deg: tuple[float, float]
    own_pull_gain_deg: tuple[float, float]
    rounding_tips: bool
    extent_share: float


EXACT = PoseBias(0.0, 0.0, 0.0, False, (0.0, 0.0), (0.0, 0.0), False, 0.0)
BLAZEPOSE = PoseBias(
    # parallel squats read .03 to .25 from the side (mean .13), .20 to .24 from the front
    depth_thigh=0.13,
    depth_front_thigh=0.08,
    own_depth_thigh=0.10,
    descent_is_witness=True,
    # clean squats against their descent: within 3°
    own_squat_gain_deg=(-3.0, 3.0),
    # clean pulls: from 13° too low to a few too high
    own_pull_gain_deg=(-13.0, 2.0),
    # by 8 to 10° where it rounds by 27 to 38°
    rounding_tips=True,
    # the line reads about 5° low, the extent about 6° high
    extent_share=0.5,
)


def bias_of(runtime: str) -> PoseBias:
    """The bias of the engine named in `runtime` ("mediapipe 0.10.33")."""
    return BLAZEPOSE if runtime.startswith("mediapipe") else EXACT
