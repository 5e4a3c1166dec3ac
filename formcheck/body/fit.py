"""Fit one body to all reps of a set: robust Gauss-Newton over joint angles and clip constants.

The unknowns are the angles a of shank, thigh and trunk in every sample, and the constants c of the
clip (bone lengths, camera, what the pose model adds to each joint). The fit minimizes the cost

    sum (nu + 1) / 2 log(1 + r² / (nu sigma²))     residuals r of the measurements: Student-t noise
    + 1/2 sum ((c - center) / spread)²             prior of bodies and cameras
    + 1/2 sum (second differences of a / smooth)²  prior of smooth motion
    + 1/2 sum ((a - standing) / standing_sd)²      prior of the posture of a standing lifter
    + 1/2 sum ((shank - low) / low_sd)²            prior of the shank where the lifter is lowest
    + 1/2 sum ((a - possible) / beyond_sd)²        beyond what legs and trunk can do

which is the negative logarithm of the posterior. A residual is what was measured less what `chain`
predicts. Reps share the constants and nothing else, so each rep's angles are eliminated on their
own (Schur complement), and the cost of a step grows with the number of reps and not with its
square. A step that raises the cost is halved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.body import chain
from formcheck.body.fit_priors import BodyNoise, BodyPriors
from formcheck.body.measurements import TOP_AND_LOW, BodyMeasurements
from formcheck.reps.lift import LEAST_BAR_TRAVEL_TORSO

MOST_STEPS, MOST_HALVED = 80, 6
"""Steps at most, and how often one that raises the cost is halved. A thousand steps leave gains no
nearer to the truth (docs/measurement.md)."""
SMALL_STEP_RAD = 2e-4
"""The fit has converged when a step moves no angle by more than this. Half of the fits of *check*
take 11 steps, and one in a hundred takes all `MOST_STEPS`: see `Convergence`."""
MOST_STEP_RAD = 0.3
"""No step moves an angle further (17°): so far off the model is not linear any more."""
LEAST_PRECISION = 1e-6
"""Added to that of each angle, so that one of which nothing was seen can be solved for."""
HIPS_AND_SHOULDERS = slice(chain.JOINT_OUTPUTS // 2, chain.JOINT_OUTPUTS)
"""Their columns among the outputs of the chain: joints stand from the ankle up, so these are the
second half."""
MOST_SIGMAS = 6.0
"""A single residual counts for no more than this in a rep's misfit."""
STANDING = 0.04
"""The lifter stands in samples up to this depth; 0 is standing and 1 lowest, see
`BodyMeasurements.depth`."""
LOWEST = 0.9
"""The lifter is lowest in samples from this depth on. In a squat whose bar travels far enough to
tell the lift, the bar's depth decides; otherwise the hips'."""
DOWN = 0.4
"""The misfit of a rep is taken over its samples from this depth on: the ascent window and the same
heights on the descent, where the lean gain is read, lie there."""


@dataclass(frozen=True)
class Convergence:
    """How the minimization ended.

    Attributes:
        steps: How many were taken.
        last_step_rad: Largest change of an angle in the last step; where even the last halving
            raised the cost, in the step that was tried then.
    """

    steps: int
    last_step_rad: float

    @property
    def converged(self) -> bool:
        """Whether the minimum was reached rather than `MOST_STEPS`."""
        return self.last_step_rad < SMALL_STEP_RAD


@dataclass(frozen=True)
class _Solution:
    """The minimum: (T, 3) angles, (44,) constants and (T, 20) residuals, see `BodyFit`."""

    angles: Array
    constants: Array
    residuals: Array
    convergence: Convergence


@dataclass(frozen=True)
class BodyFit(_Solution):
    """The body that explains a set.

    Attributes:
        angles: (T, 3) shank, thigh, trunk from vertical, radians.
        constants: (44,) see `chain`.
        residuals: (T, 20) observed minus predicted, torso lengths; NaN = not seen.
        convergence: How the minimization ended.
        measured: What it explains.
        misfits: By index of the rep, the scale of the residuals of hips and shoulders over what
            calibration expects: about 1 where the body is seen, 3 to 4 where it was lost. They are
            those of the first solution, in which every joint has the noise of a joint that is seen.
    """

    measured: BodyMeasurements
    misfits: dict[int, float]

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


def fit_body(measured: BodyMeasurements, priors: BodyPriors, *, on_back: bool) -> BodyFit:
    """Fit angles and constants.

    Where the median misfit says that hips and shoulders were guessed, the fit is done once more
    with larger noise for them, so that silhouette and bar decide where they are. It goes on from
    the first minimum: one in eighteen starts from nothing ends at a higher cost.

    Args:
        measured: The samples of all reps.
        priors: Of the lift, as seen from where the camera stands.
        on_back: Whether the bar lies on the back (a squat); otherwise it hangs from the hands.
    """
    observed = chain.outputs(measured.joints, measured.bar, measured.contour)
    sigma = noise(measured, priors.noise)
    problem = _Problem.of(measured, observed, sigma, priors, on_back=on_back)
    solution = problem.solved(first_guess(measured), priors.center)
    misfits = _misfits(measured, solution.residuals, sigma, priors)
    finite = [scale for scale in misfits.values() if np.isfinite(scale)]
    median_scale = float(np.median(finite)) if finite else 1.0
    if median_scale > priors.hidden.from_misfit:
        sigma[:, HIPS_AND_SHOULDERS] *= (
            median_scale / priors.hidden.from_misfit
        ) ** priors.hidden.power
        problem = _Problem.of(measured, observed, sigma, priors, on_back=on_back)
        solution = problem.solved(solution.angles, solution.constants)
    return BodyFit(**vars(solution), measured=measured, misfits=misfits)


@dataclass(frozen=True)
class _Problem:
    """The cost to be minimized, as the module's docstring has it, and one step toward its minimum.

    Attributes:
        depth: (T,) what the slopes among the constants are multiplied with.
        observed, sigma: (T, 20) measurements and the scale of their noise.
        degrees_of_freedom: Of the Student-t noise.
        center, spread: (44,) prior of the constants.
        posture_rad, precision: (T, 3) prior of the angles where the lifter stands or is lowest; the
            precision is 0 elsewhere.
        blocks: For each rep, the indices of its samples.
        rough: For each rep, the (3K, 3K) precision matrix of its second differences.
        on_back: Whether the bar lies on the back.
    """

    depth: Array
    observed: Array
    sigma: Array
    degrees_of_freedom: float
    center: Array
    spread: Array
    posture_rad: Array
    precision: Array
    blocks: list[NDArray[np.intp]]
    rough: list[Array]
    on_back: bool

    @classmethod
    def of(
        cls,
        measured: BodyMeasurements,
        observed: Array,
        sigma: Array,
        priors: BodyPriors,
        *,
        on_back: bool,
    ) -> _Problem:
        """The problem of one set; the arguments are those of `fit_body`."""
        precision, posture_rad = posture_prior(measured, priors, on_back=on_back)
        blocks = [np.flatnonzero(measured.rep == n) for n in np.unique(measured.rep)]
        return cls(
            depth=measured.depth,
            observed=observed,
            sigma=sigma,
            degrees_of_freedom=priors.noise.degrees_of_freedom,
            center=priors.center,
            # hundreds of correlated frames must not overrule what is known of bodies
            spread=priors.spread / np.sqrt(max(1.0, len(observed) / priors.effective_samples)),
            posture_rad=posture_rad,
            precision=precision,
            blocks=blocks,
            rough=[roughness(len(block), priors.smooth_rad) for block in blocks],
            on_back=on_back,
        )

    def solved(self, angles: Array, constants: Array) -> _Solution:
        """Take Gauss-Newton steps until they are small, or even the smallest raises the cost."""
        now, cost = self.predicted(angles, constants)
        steps, last_step_rad = 0, np.inf
        while steps < MOST_STEPS:
            step, step_constants = self.step(angles, constants, now)
            step = np.clip(step, -MOST_STEP_RAD, MOST_STEP_RAD)
            last_step_rad = float(np.abs(step).max())
            for _ in range(MOST_HALVED):
                then, new_cost = self.predicted(angles + step, constants + step_constants)
                if new_cost <= cost:
                    break
                step, step_constants = step / 2, step_constants / 2
            else:
                break
            steps, last_step_rad = steps + 1, float(np.abs(step).max())
            angles, constants, now, cost = angles + step, constants + step_constants, then, new_cost
            if last_step_rad < SMALL_STEP_RAD:
                break
        ended = Convergence(steps, last_step_rad)
        return _Solution(angles, constants, self.observed - now.shown, ended)

    def predicted(self, angles: Array, constants: Array) -> tuple[chain.Chain, float]:
        """What the camera would see of these angles and constants, and their cost."""
        now = chain.predict(angles, constants, self.depth, on_back=self.on_back)
        off = np.nan_to_num((self.observed - now.shown) / self.sigma)
        misfit = off**2 / self.degrees_of_freedom
        cost = (self.degrees_of_freedom + 1) * np.log1p(misfit).sum()
        cost += (((constants - self.center) / self.spread) ** 2).sum()
        precision, posture_rad = self.posture(angles)
        cost += (precision * (angles - posture_rad) ** 2).sum()
        for block, rough in zip(self.blocks, self.rough, strict=True):
            of_rep = angles[block].ravel()
            cost += of_rep @ rough @ of_rep
        return now, float(cost) / 2

    def posture(self, angles: Array) -> tuple[Array, Array]:
        """(2, T, 3) precisions and angles: of the prior of posture, and the edge of the possible.

        Both count beyond that edge: with the edge alone a shank of 66° would cost less than one of
        64°, which the prior of the lowest shank speaks against.
        """
        possible = np.clip(angles, *chain.POSSIBLE_RAD)
        of_edge = np.where(angles != possible, chain.IMPOSSIBLE_SD_RAD**-2, 0.0)
        return np.stack([self.precision, of_edge]), np.stack([self.posture_rad, possible])

    def step(self, angles: Array, constants: Array, now: chain.Chain) -> tuple[Array, Array]:
        """One Gauss-Newton step: the changes of the (T, 3) angles and the (44,) constants.

        Angles of each rep are first solved for given the constants (`both`), then the constants
        from what is left (`normal`, the Schur complement), then the angles by those.
        """
        residual = self.observed - now.shown
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
        precision, posture_rad = self.posture(angles)
        right[..., -1] += (precision * (posture_rad - angles)).sum(axis=0)
        solved = []
        for block, rough in zip(self.blocks, self.rough, strict=True):
            of_rep = rep_precision(now.by_angle[block], weight[block], rough)
            of_rep[np.diag_indices_from(of_rep)] += precision[:, block].sum(axis=0).ravel()
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
    """The prior of posture: (T, 3) precision, 0 where there is none, and (T, 3) angles.

    A standing lifter has known angles, so standing samples tell what the pose model adds to hips
    and shoulders. At the lowest point a plate may hide hips and knees, which the model then draws
    beneath it; shanks of 11° or 58° close the chain from foot to bar equally well there, though
    hardly anybody squats so, and the prior of the shank rules them out.

    Errors of neighboring samples are alike, so all standing samples together count as
    `effective_samples` of them, and so do all lowest ones.
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
    """(T,) True where the lifter is lowest: by the bar on the back, else by the hips.

    The bar comes first since a plate hides the hips, and never its own middle.
    """
    bar = measured.bar[:, 1]
    if on_back and np.isfinite(bar).any():
        top, low = np.nanpercentile(bar, TOP_AND_LOW)
        if top - low > LEAST_BAR_TRAVEL_TORSO:
            return np.asarray(top - bar > LOWEST * (top - low))
    return np.asarray(measured.depth > LOWEST)


def _misfits(
    measured: BodyMeasurements, residuals: Array, sigma: Array, priors: BodyPriors
) -> dict[int, float]:
    """By rep, see `BodyFit.misfits`."""
    columns = HIPS_AND_SHOULDERS
    scaled = np.abs(residuals[:, columns] / sigma[:, columns]) * priors.noise.lasting
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
    """(T, 3) angles of the lines between the joints' left-right middles.

    Where a joint is not seen they are interpolated; where it never is, they are 0 (upright).
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
    return np.asarray(np.clip(np.nan_to_num(angles), *chain.POSSIBLE_RAD))


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
    precision[np.diag_indices_from(precision)] += LEAST_PRECISION
    return precision


def _scale(scaled: Array, down: NDArray[np.bool_]) -> float:
    """Root mean square of residuals, each counted for no more than `MOST_SIGMAS`.

    Of the samples low down, where there are any; infinite where nothing was seen.
    """
    part = scaled[down] if down.any() else scaled
    known = part[np.isfinite(part)]
    return float(np.sqrt(np.mean(np.minimum(known, MOST_SIGMAS) ** 2))) if len(known) else np.inf
