"""The priors of the body fit: noise, smoothness and what bodies and cameras are like, of each lift.

They are read from the tables `[body.*]` of `calibration.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from formcheck.arithmetic import Array
from formcheck.body import chain
from formcheck.calibration import Prior, table

EXACT_LENGTH, EXACT_LENGTH_SD = (0.85, 0.9, 1.0), 0.1
"""Prior of shank, thigh and trunk for a pose model whose joints are exact, in standing torsos, and
its spread: lengths of real bodies."""
EXACT_LASTING = 0.2
"""`BodyNoise.lasting` for such a model: only filters and windows leave an error."""


@dataclass(frozen=True)
class BodyNoise:
    """Noise of what is seen of a body; see `[body.noise]`.

    Attributes:
        joint_sigma_torso: (4,) of `measurements.JOINTS`.
        bar_sigma_torso: Of the plate's center.
        contour_sigma_torso: (2,) of the silhouette's rear edge beside the hips, x and y.
        far_side, behind_plate, head_hidden: What the noise is multiplied with.
        lasting: How much worse errors are that last over samples.
        degrees_of_freedom: Of the Student-t.
    """

    joint_sigma_torso: Array
    far_side: float
    behind_plate: float
    head_hidden: float
    bar_sigma_torso: float
    contour_sigma_torso: Array
    lasting: float
    degrees_of_freedom: float


@dataclass(frozen=True)
class _Constants:
    """Priors of the constants of `chain` that both lifts share."""

    contour_torso: Array
    contour_sd_torso: Array
    contour_slope_sd_torso: Array
    length_torso: Array
    length_sd_torso: Array
    cos_yaw_sd: float
    bar_place_sd_torso: Array
    ankle_slope_sd_torso: float


@dataclass(frozen=True)
class HiddenJoints:
    """From which misfit on hips and shoulders are guessed, and how their noise grows with it."""

    from_misfit: float
    power: float


@dataclass(frozen=True)
class _BodyOfLift:
    hidden: HiddenJoints
    smooth_rad: Array
    effective_samples: float
    seat_torso: Prior
    bar_scale: Prior
    offset_sd_torso: Array
    slope_sd_torso: float


@dataclass(frozen=True)
class _Offset:
    """x forward and y up, torso lengths."""

    x: float
    y: float


@dataclass(frozen=True)
class _Drawn:
    """How far from itself a joint is drawn at the lowest, beyond what it is while standing.

    Attributes:
        near, far: Of either side, from the exact side.
        near_per_sine, far_per_sine: By how much more for the sine of the camera's yaw.
    """

    near: _Offset
    far: _Offset
    near_per_sine: _Offset
    far_per_sine: _Offset


@dataclass(frozen=True)
class _DrawnJoints:
    knee: _Drawn
    hip: _Drawn
    shoulder: _Drawn


@dataclass(frozen=True)
class _SeatTold:
    low_bar: Prior
    front: Prior


@dataclass(frozen=True)
class _BodyOfSquat(_BodyOfLift):
    seat_told_torso: _SeatTold
    standing_deg: Array
    standing_sd_deg: Array
    low_shank_deg: Prior
    drawn_at_lowest_torso: _DrawnJoints


@dataclass(frozen=True)
class _Body:
    noise: BodyNoise
    constants: _Constants
    squat: _BodyOfSquat
    deadlift: _BodyOfLift


@dataclass(frozen=True)
class BodyPriors:
    """Noise, smoothness and priors of the body fit of one lift; see `calibration.toml`.

    Attributes:
        noise: Of what is seen.
        hidden: When hips and shoulders are guessed.
        smooth_rad: (3,) second differences of shank, thigh and trunk.
        effective_samples: What a clip's frames count as against the constants' priors.
        standing_rad, standing_sd_rad: (3,) shank, thigh and trunk of who stands, and their spread;
            infinite off the floor, where a lockout made *check* worse, and where
            joints are exact.
        low_shank_rad, low_shank_sd_rad: Shank where the lifter is lowest; infinite likewise.
        center, spread: (44,) priors of the constants of `chain`, for a camera at the exact side.
        center_per_sine: (44,) by how much the center is more for the sine of the camera's yaw.
    """

    noise: BodyNoise
    hidden: HiddenJoints
    smooth_rad: Array
    effective_samples: float
    standing_rad: Array
    standing_sd_rad: Array
    low_shank_rad: float
    low_shank_sd_rad: float
    center: Array
    spread: Array
    center_per_sine: Array

    def seen_from(self, yaw_rad: float) -> BodyPriors:
        """The same for a camera that stands so far in front of the exact side."""
        center = self.center + self.center_per_sine * np.sin(yaw_rad)
        center[chain.COS_YAW] = np.cos(yaw_rad)
        return replace(self, center=center)


@cache
def body_priors(*, on_back: bool, exact: bool = False, variant: str = "") -> BodyPriors:
    """The priors of a lift: with the bar on the back (squats), or in the hands.

    A style that is told says where on the trunk a squat's bar is. Where a pose model draws joints
    where they are, lengths are those of bodies.
    """
    body = table(_Body, "body")
    of_lift = body.squat if on_back else body.deadlift
    center, spread = _constants(body.constants, of_lift)
    seat = getattr(body.squat.seat_told_torso, variant, of_lift.seat_torso)
    center[chain.SEAT], spread[chain.SEAT] = seat.mean, seat.sd
    per_sine = np.zeros_like(center)
    if on_back and not exact:
        center[chain.SLOPES], per_sine[chain.SLOPES] = _drawn(body.squat.drawn_at_lowest_torso)
    if exact:
        center[chain.LENGTHS], spread[chain.LENGTHS] = EXACT_LENGTH, EXACT_LENGTH_SD
        # exact joints show the lifter's size: what is left of the plate's is as narrow as in pulls
        scale = body.deadlift.bar_scale
        center[chain.BAR_SCALE], spread[chain.BAR_SCALE] = scale.mean, scale.sd
    posture_known = on_back and not exact
    low_shank_deg = body.squat.low_shank_deg
    return BodyPriors(
        noise=replace(body.noise, lasting=EXACT_LASTING) if exact else body.noise,
        hidden=of_lift.hidden,
        smooth_rad=of_lift.smooth_rad,
        effective_samples=of_lift.effective_samples,
        standing_rad=np.radians(body.squat.standing_deg),
        standing_sd_rad=(
            np.radians(body.squat.standing_sd_deg)
            if posture_known
            else np.full(len(chain.LINKS), np.inf)
        ),
        low_shank_rad=float(np.radians(low_shank_deg.mean)),
        low_shank_sd_rad=float(np.radians(low_shank_deg.sd)) if posture_known else np.inf,
        center=center,
        spread=spread,
        center_per_sine=per_sine,
    )


def _drawn(joints: _DrawnJoints) -> tuple[Array, Array]:
    """(16,) slopes from the exact side, and what the sine of the yaw adds; ankles stay."""
    from_side, per_sine = np.zeros((2, *chain.JOINT_SHAPE))
    for joint, drawn in (
        (chain.KNEE, joints.knee),
        (chain.HIP, joints.hip),
        (chain.SHOULDER, joints.shoulder),
    ):
        from_side[joint] = [(o.x, o.y) for o in (drawn.near, drawn.far)]
        per_sine[joint] = [(o.x, o.y) for o in (drawn.near_per_sine, drawn.far_per_sine)]
    return from_side.ravel(), per_sine.ravel()


def _constants(shared: _Constants, of_lift: _BodyOfLift) -> tuple[Array, Array]:
    """(44,) centers and spreads of the constants of `chain`."""
    center, spread = np.zeros(chain.CONSTANTS), np.ones(chain.CONSTANTS)
    center[chain.LENGTHS], spread[chain.LENGTHS] = shared.length_torso, shared.length_sd_torso
    center[chain.COS_YAW], spread[chain.COS_YAW] = 1.0, shared.cos_yaw_sd
    center[chain.BAR_SCALE], spread[chain.BAR_SCALE] = of_lift.bar_scale.mean, of_lift.bar_scale.sd
    spread[[chain.BAR_X, chain.BAR_Y]] = shared.bar_place_sd_torso
    spread[chain.OFFSETS] = np.broadcast_to(of_lift.offset_sd_torso, chain.JOINT_SHAPE).ravel()
    slopes = np.full(chain.JOINT_SHAPE, of_lift.slope_sd_torso)
    slopes[chain.ANKLE] = shared.ankle_slope_sd_torso
    spread[chain.SLOPES] = slopes.ravel()
    center[chain.CONTOUR_OFFSET] = shared.contour_torso
    spread[chain.CONTOUR_OFFSET] = shared.contour_sd_torso
    spread[chain.CONTOUR_SLOPE] = shared.contour_slope_sd_torso
    return center, spread
