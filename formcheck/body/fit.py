"""Solve for the body's angles over the reps and the clip's constants: robust Gauss-Newton.

What is made least, over angles a and constants c, for measurements r away from what `chain` shows:

    sum (nu + 1) / 2 log(1 + r² / (nu sigma²))     how the picture differs: a Student-t
    + 1/2 sum ((c - center) / spread)²             what is known of bodies and cameras
    + 1/2 sum (second differences of a / smooth)²  nobody moves by jerks
    + 1/2 sum ((a - standing) / standing_sd)²      where the lifter stands: where zero is
    + 1/2 sum ((shank - low) / low_sd)²            where the lifter is lowest: how shanks lean

Reps share the constants and nothing else, so that each rep's angles are eliminated on their own
(Schur complement) and a set costs no more than its reps. A step that makes it no less is halved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.body import chain
from formcheck.body.calibration import BodyNoise, BodyPriors
from formcheck.body.measurements import TOP_AND_LOW, BodyMeasurements

Array = NDArray[np.float64]

MOST_STEPS, MOST_HALVED = 80, 6
SMALL_STEP_RAD = 2e-4
"""Half of the fits of *check* take 12 steps, one in forty all 80: see `Convergence`."""
MOST_STEP_RAD = 0.3
BODY = slice(chain.JOINT_OUTPUTS // 2, chain.JOINT_OUTPUTS)
"""Hips and shoulders among the outputs of the chain."""
MOST_SIGMAS = 6.0
STANDING = 0.04
"""Up to this depth a lifter stands."""
LOWEST, LEAST_BAR_TRAVEL_TORSO = 0.9, 0.3
"""From this depth on a lifter is at the lowest, by the bar if it goes so far."""
DOWN = 0.4
"""From this depth on the window lies, and what is compared with it."""


@dataclass(frozen=True)
class Convergence:
    """How the search for the least ended.

    Attributes:
        steps: How many were taken.
        last_step_rad: How far the last one moves an angle at most; where none made it less, the
            one that was tried.
    """

    steps: int
    last_step_rad: float

    @property
    def converged(self) -> bool:
        """Whether no step leads further: where nothing is left to be made less."""
        return self.last_step_rad < SMALL_STEP_RAD


@dataclass(frozen=True)
class BodyFit:
    """The body that explains a set.

    Attributes:
        measured: What it explains.
        angles: (T, 3) shank, thigh, trunk from vertical, radians.
        constants: (44,) see `chain`.
        residuals: (T, 20) seen minus predicted, torso lengths; NaN = not seen.
        quality: For each rep, the scale of the residuals of hips and shoulders against what
            calibration expects: about 1 where the body is seen, 3 to 4 where it was lost. Of the
            first solution, in which joints have the noise of joints that are seen.
        convergence: How the search for it ended.
    """

    measured: BodyMeasurements
    angles: Array
    constants: Array
    residuals: Array
    quality: dict[int, float]
    convergence: Convergence

    @property
    def trunk_deg(self) -> Array:
        """(T,) lean of the trunk."""
        return np.asarray(np.degrees(self.angles[:, chain.TRUNK]))

    @property
    def hip_height(self) -> Array:
        """(T,) of the body's hip above its ankle, torso lengths."""
        shank, thigh = self.angles[:, chain.SHANK], self.angles[:, chain.THIGH]
        lengths = self.constants[chain.LENGTHS]
        return np.asarray(lengths[0] * np.cos(shank) + lengths[1] * np.cos(thigh))


def fit_body(
    measured: BodyMeasurements, priors: BodyPriors, cos_yaw: float, *, on_back: bool
) -> BodyFit:
    """Fit angles and constants; the camera's yaw begins as the view was found."""
    seen = chain.outputs(measured.joints, measured.bar, measured.contour)
    sigma = noise(measured, priors.noise)
    problem = _Problem.of(measured, seen, sigma, priors, cos_yaw, on_back=on_back)
    found = problem.solved()
    quality = _quality(measured, found.residuals, sigma, priors)
    known = [scale for scale in quality.values() if np.isfinite(scale)]
    median_scale = float(np.median(known)) if known else 1.0
    if median_scale > priors.hidden.from_misfit:
        # such hips and shoulders are guessed: silhouette and bar say more of where they are
        sigma[:, BODY] *= (median_scale / priors.hidden.from_misfit) ** priors.hidden.power
        problem = _Problem.of(measured, seen, sigma, priors, cos_yaw, on_back=on_back)
        found = problem.solved()
    return BodyFit(
        measured, found.angles, found.constants, found.residuals, quality, found.convergence
    )


@dataclass(frozen=True)
class _Solution:
    """(T, 3) angles, (44,) constants and (T, 20) residuals where nothing becomes less."""

    angles: Array
    constants: Array
    residuals: Array
    convergence: Convergence


@dataclass(frozen=True)
class _Problem:
    """What is made least, see above.

    Attributes:
        depth: (T,) what slopes of constants are multiplied with.
        seen, sigma: (T, 20) measurements and their noise.
        degrees_of_freedom: Of the Student-t.
        center, spread: (44,) of the constants.
        posture_rad, precision: (T, 3) angles of standing and lowest, and how surely they are these.
        blocks: The samples of each rep, and `rough`, the precision of its second differences.
        guess: (T, 3) angles to begin with.
    """

    depth: Array
    seen: Array
    sigma: Array
    degrees_of_freedom: float
    center: Array
    spread: Array
    posture_rad: Array
    precision: Array
    blocks: list[NDArray[np.intp]]
    rough: list[Array]
    guess: Array
    on_back: bool

    @classmethod
    def of(
        cls,
        measured: BodyMeasurements,
        seen: Array,
        sigma: Array,
        priors: BodyPriors,
        cos_yaw: float,
        *,
        on_back: bool,
    ) -> _Problem:
        """With the camera's yaw as it was found."""
        center = priors.center.copy()
        center[chain.COS_YAW] = cos_yaw
        precision, posture_rad = posture_prior(measured, priors, on_back=on_back)
        blocks = [np.flatnonzero(measured.rep == n) for n in np.unique(measured.rep)]
        return cls(
            depth=measured.depth,
            seen=seen,
            sigma=sigma,
            degrees_of_freedom=priors.noise.degrees_of_freedom,
            center=center,
            # hundreds of correlated frames must not overrule what is known of bodies
            spread=priors.spread / np.sqrt(max(1.0, len(seen) / priors.effective_samples)),
            posture_rad=posture_rad,
            precision=precision,
            blocks=blocks,
            rough=[roughness(len(block), priors.smooth_rad) for block in blocks],
            guess=first_guess(measured),
            on_back=on_back,
        )

    def solved(self) -> _Solution:
        """Step by step to where nothing becomes less."""
        angles, constants = self.guess, self.center
        now, least = self.predicted(angles, constants)
        steps, last_step_rad = 0, np.inf
        while steps < MOST_STEPS:
            step, step_constants = self.step(angles, constants, now)
            step = np.clip(step, -MOST_STEP_RAD, MOST_STEP_RAD)
            last_step_rad = float(np.abs(step).max())
            for _ in range(MOST_HALVED):
                then, less = self.predicted(angles + step, constants + step_constants)
                if less <= least:
                    break
                step, step_constants = step / 2, step_constants / 2
            else:
                break
            steps, last_step_rad = steps + 1, float(np.abs(step).max())
            angles, constants, now, least = angles + step, constants + step_constants, then, less
            if last_step_rad < SMALL_STEP_RAD:
                break
        ended = Convergence(steps, last_step_rad)
        return _Solution(angles, constants, self.seen - now.shown, ended)

    def predicted(self, angles: Array, constants: Array) -> tuple[chain.Chain, float]:
        """What the camera would see, and how much there is to be made less."""
        now = chain.predict(angles, constants, self.depth, on_back=self.on_back)
        misfit = np.nan_to_num((self.seen - now.shown) / self.sigma) ** 2 / self.degrees_of_freedom
        least = (self.degrees_of_freedom + 1) * np.log1p(misfit).sum()
        least += (((constants - self.center) / self.spread) ** 2).sum()
        least += (self.precision * (angles - self.posture_rad) ** 2).sum()
        for block, rough in zip(self.blocks, self.rough, strict=True):
            of_rep = angles[block].ravel()
            least += of_rep @ rough @ of_rep
        return now, float(least) / 2

    def step(self, angles: Array, constants: Array, now: chain.Chain) -> tuple[Array, Array]:
        """One Gauss-Newton step of angles and constants."""
        residual = self.seen - now.shown
        weight = robust_weight(residual, self.sigma, self.degrees_of_freedom)
        root = np.sqrt(weight)[..., None]
        # derivatives by the constants and what they leave unexplained, one beside the other
        sides = np.empty((*weight.shape, len(constants) + 1))
        np.multiply(now.by_constant, root, out=sides[..., :-1])
        np.multiply(np.nan_to_num(residual)[..., None], root, out=sides[..., -1:])
        flat = sides.reshape(-1, sides.shape[-1])
        normal = flat.T @ flat  # products of its columns, summed over samples and outputs
        normal[np.diag_indices(len(constants))] += 1 / self.spread**2
        normal[:-1, -1] += (self.center - constants) / self.spread**2
        right = (now.by_angle * root).transpose(0, 2, 1) @ sides  # (T, 3, 45)
        right[..., -1] += self.precision * (self.posture_rad - angles)
        solved = []
        for block, rough in zip(self.blocks, self.rough, strict=True):
            of_rep = rep_precision(now.by_angle[block], weight[block], rough)
            of_rep[np.diag_indices_from(of_rep)] += self.precision[block].ravel()
            side = right[block].reshape(len(of_rep), -1)
            side[:, -1] -= rough @ angles[block].ravel()
            both = np.linalg.solve(of_rep, side)
            normal -= side.T @ both
            solved.append((block, both))
        of_constants = np.asarray(np.linalg.solve(normal[:-1, :-1], normal[:-1, -1]), np.float64)
        of_angles = np.zeros_like(angles)
        for block, both in solved:
            of_rep = both[:, -1] - both[:, :-1] @ of_constants
            of_angles[block] = of_rep.reshape(-1, angles.shape[1])
        return of_angles, of_constants


def posture_prior(
    measured: BodyMeasurements, priors: BodyPriors, *, on_back: bool
) -> tuple[Array, Array]:
    """(T, 3) precision with which angles are those of somebody who stands or is lowest, and these.

    All samples of either together count as a few of them, as a clip's frames do against the priors
    of its constants. Standing tells what the pose model adds to hips and shoulders. Where a
    plate hides hips and knees at the lowest, they are drawn beneath it, and shanks of 11 or 58
    degrees close the chain from foot to bar as well as any: hardly anybody sits down so.
    """
    precision, posture_rad = np.zeros((2, len(measured.rep), len(chain.LINKS)))
    count = max(1.0, len(measured.rep) / priors.effective_samples)
    seen = np.isfinite(measured.joints[:, chain.HIP]).all(axis=-1).any(axis=-1)
    standing, lowest = seen & (measured.depth < STANDING), _lowest(measured, on_back=on_back)
    if standing.any():
        precision[standing] = count / standing.sum() / priors.standing_sd_rad**2
        posture_rad[standing] = priors.standing_rad
    if lowest.any():
        precision[lowest, chain.SHANK] = count / lowest.sum() / priors.low_shank_sd_rad**2
        posture_rad[lowest, chain.SHANK] = priors.low_shank_rad
    return precision, posture_rad


def _lowest(measured: BodyMeasurements, *, on_back: bool) -> NDArray[np.bool_]:
    """(T,) where the bar on the back is lowest in the set; where none goes along, the hips.

    A plate hides hips, and never its own middle.
    """
    bar = measured.bar[:, 1]
    if on_back and np.isfinite(bar).any():
        top, low = np.nanpercentile(bar, TOP_AND_LOW)
        if top - low > LEAST_BAR_TRAVEL_TORSO:
            return np.asarray(top - bar > LOWEST * (top - low))
    return np.asarray(measured.depth > LOWEST)


def _quality(
    measured: BodyMeasurements, residuals: Array, sigma: Array, priors: BodyPriors
) -> dict[int, float]:
    """By rep, see `BodyFit.quality`."""
    scaled = np.abs(residuals[:, BODY] / sigma[:, BODY]) * priors.noise.lasting
    down = measured.depth > DOWN
    reps = {int(n): measured.rep == n for n in np.unique(measured.rep)}
    return {n: _scale(scaled[here], down[here]) for n, here in reps.items()}


def noise(measured: BodyMeasurements, priors: BodyNoise) -> Array:
    """(T, 20) scale of each measurement, torso lengths."""
    joint_sigma = priors.joint_sigma_torso[:, None, None]
    joints = np.broadcast_to(joint_sigma, measured.joints.shape).copy()
    joints[:, :, 1] *= priors.far_side
    joints *= np.where(measured.behind_plate, priors.behind_plate, 1.0)[..., None]
    of_shoulders = np.where(measured.head_hidden, priors.head_hidden, 1.0)
    joints[:, chain.SHOULDER] *= of_shoulders[:, None, None]
    bar = np.full_like(measured.bar, priors.bar_sigma_torso)
    contour = np.broadcast_to(priors.contour_sigma_torso, bar.shape)
    return chain.outputs(joints, bar, contour) * priors.lasting


def robust_weight(residual: Array, sigma: Array, nu: float) -> Array:
    """Inverse variances of a Student-t: (nu + 1) / (nu + r²/σ²) / σ², 0 where nothing was seen."""
    scaled = (residual / sigma) ** 2
    weight = (nu + 1) / (nu + scaled) / sigma**2
    return np.asarray(np.where(np.isfinite(residual), weight, 0.0))


def first_guess(measured: BodyMeasurements) -> Array:
    """(T, 3) angles of the lines through the middles of the joints; gaps filled in between.

    Upright where no joint tells any.
    """
    near, far = measured.joints[:, :, 0], measured.joints[:, :, 1]
    middle = np.where(np.isfinite(near), np.where(np.isfinite(far), (near + far) / 2, near), far)
    line = np.diff(middle, axis=1)
    signs = np.array([1.0, -1.0, 1.0])
    angles = np.arctan2(signs * line[..., 0], line[..., 1])
    for column in angles.T:
        ok = np.isfinite(column)
        if ok.any():
            column[~ok] = np.interp(np.flatnonzero(~ok), np.flatnonzero(ok), column[ok])
    return np.asarray(np.nan_to_num(angles))


def roughness(samples: int, smooth_rad: Array) -> Array:
    """(3K, 3K) precision of the second differences of each angle."""
    second = np.diff(np.eye(samples), 2, axis=0)
    precision = second.T @ second
    angles = np.arange(len(smooth_rad))
    full = np.zeros((samples, len(angles), samples, len(angles)))
    full[:, angles, :, angles] = precision / smooth_rad[:, None, None] ** 2
    return full.reshape(samples * len(angles), -1)


def rep_precision(jacobian: Array, weight: Array, rough: Array) -> Array:
    """(3K, 3K) of one rep's angles."""
    samples, _, angles = jacobian.shape
    blocks = rough.copy().reshape(samples, angles, samples, angles)
    each = np.arange(samples)
    blocks[each, :, each] += (jacobian * weight[..., None]).transpose(0, 2, 1) @ jacobian
    precision = blocks.reshape(rough.shape)
    precision[np.diag_indices_from(precision)] += 1e-6
    return precision


def _scale(scaled: Array, down: NDArray[np.bool_]) -> float:
    """Root mean square of residuals, each counted for no more than `MOST_SIGMAS`.

    Of the samples low down, where there are any; infinite where nothing was seen.
    """
    part = scaled[down] if down.any() else scaled
    known = part[np.isfinite(part)]
    return float(np.sqrt(np.mean(np.minimum(known, MOST_SIGMAS) ** 2))) if len(known) else np.inf
