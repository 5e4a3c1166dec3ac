"""Do count and lift stay when a clip is cut between reps, trimmed, thinned, mirrored or shaken?

    python -m benchmarks.consistency [--names] [--change CHANGE]

No label is needed: what is said of a stored observation is held against what is said of the same
observation changed, so that any clip asks it of the code. Minutes with two processes.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks import real_store, store
from formcheck.benchmark.tables import percent, table
from formcheck.motion.make import motion_of
from formcheck.observation.observation import Observation
from formcheck.observation.poses import LANDMARKS, PoseTrack, standing_torso_px, trunk_px
from formcheck.observation.tracks import BarTrack, no_silhouettes
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import find_set
from formcheck.reps.lift_probability import NAMED_FROM

Array = NDArray[np.float64]
Times = tuple[float, ...]
Change = Callable[[Observation], Observation]
Track = TypeVar("Track", PoseTrack, BarTrack)

BESIDE_S = 0.3
"""So much of the rest before and after a rep is left at least; less shows no rest."""
SAME_S = 0.2
"""So far apart the moments of a rep are still the same."""
LOOKS_HZ, ROUNDED_S = 15.0, 0.002
"""Times of pictures are rounded, so that two may be nearer by so much."""
NOISE_BODY, BODY_TORSO = 0.003, 3.5
"""A body is three and a half times as tall as its torso, hip to shoulder."""
HALF = 0.5
PROCESSES = 2
_LEFT = [1, 2, 3, 7, 9, *range(11, LANDMARKS, 2)]
_RIGHT = [4, 5, 6, 8, 10, *range(12, LANDMARKS, 2)]
"""Of the 33 landmarks, in pairs."""


@dataclass(frozen=True)
class Said:
    """What a document says of a clip: the lift, and the moments of each whole rep."""

    lift: str
    reps: tuple[Times, ...]

    def __str__(self) -> str:
        return f"{len(self.reps)} {self.lift}"

    def apart_s(self, other: Said) -> float:
        """How far the moments of the same reps are apart at most."""
        pairs = zip(sum(self.reps, ()), sum(other.reps, ()), strict=True)
        return max((abs(a - b) for a, b in pairs), default=0.0)


@dataclass(frozen=True)
class Held:
    """What was said of reps in the clip as it is, and what of it, or a part of it, once changed."""

    name: str
    change: str
    wanted: Said
    found: Said

    @property
    def stays(self) -> bool:
        """Whether lift and count do."""
        return str(self.wanted) == str(self.found)

    @property
    def same_times(self) -> bool:
        """Whether the same reps are at the same times, too."""
        return self.stays and self.wanted.apart_s(self.found) <= SAME_S


def said_of(seen: Observation) -> Said:
    """Lift and whole reps as the analysis document has them; no metric is read."""
    found = find_set(seen, motion_of(seen), Options().rep_options)
    if found.is_other:
        return Said("unknown", ())
    named = found.odds.of(found.lift.name) >= NAMED_FROM
    reps = tuple(window.rep.known_s for window in found.windows if window.rep.complete)
    return Said(found.lift.name if named else "unknown", reps)


def bare(seen: Observation) -> Observation:
    """Without what no rep is read from, so that nothing else has to be changed along."""
    return replace(seen, silhouette=no_silhouettes(), heel_rises=())


def between(seen: Observation, first_s: float, last_s: float) -> Observation:
    """A bare clip from one moment to another; its times stay, its camera begins anew."""
    poses, bar = _between(seen.track, first_s, last_s), _between(seen.bar, first_s, last_s)
    begun_px = seen.camera.at(poses.time_s[:1])
    shots = [(max(a, first_s), min(b, last_s)) for a, b in seen.shots]
    return replace(
        seen,
        track=replace(poses, image_px=(poses.image_px - begun_px[:, None]).astype(np.float32)),
        bar=replace(bar, center_px=bar.center_px - begun_px),
        camera=replace(seen.camera, shift_px=seen.camera.shift_px - begun_px),
        shots=tuple((a, b) for a, b in shots if a < b),
    )


def thinned(seen: Observation) -> Observation:
    """With no two looks nearer to each other than at 15 a second."""
    poses = _rows(seen.track, _thin(seen.track.time_s))
    return replace(seen, track=poses, bar=_rows(seen.bar, _thin(seen.bar.time_s)))


def noisy(seen: Observation) -> Observation:
    """With landmarks that jitter by 0.3 % of the body's height."""
    image_px = seen.track.image_px
    torso_px = abs(standing_torso_px(trunk_px(image_px.astype(np.float64))))
    draw = np.random.default_rng(zlib.crc32(seen.info.sha256.encode()))
    noise = draw.normal(0.0, NOISE_BODY * BODY_TORSO * torso_px, image_px.shape)
    return replace(seen, track=replace(seen.track, image_px=image_px + noise.astype(np.float32)))


def mirrored(seen: Observation) -> Observation:
    """As a mirror shows it: what was left is right."""
    sides = np.arange(LANDMARKS)
    sides[_LEFT], sides[_RIGHT] = _RIGHT, _LEFT
    turned = _placed(seen, np.array([-1.0, 1.0]), np.array([seen.track.frame_size_px[0], 0.0]))
    swapped = {
        name: getattr(turned.track, name)[:, sides]
        for name in ("image_px", "depth_px", "visibility")
    }
    return replace(turned, track=replace(turned.track, **swapped))


def halved(seen: Observation) -> Observation:
    """In a picture of half the width and height."""
    return _placed(seen, np.full(2, HALF), np.zeros(2))


WHOLE: Mapping[str, Change] = {
    "15 looks a second": thinned,
    "mirrored": mirrored,
    "landmarks jitter": noisy,
    "half the size": halved,
}
CUT, TRIMMED = "cut between reps", "trimmed to its reps"
CHANGES = (CUT, TRIMMED, *WHOLE)


def held(name: str, seen: Observation, changes: Sequence[str] = CHANGES) -> Iterator[Held]:
    """Everything that is tried with one clip."""
    seen = bare(seen)
    as_is = said_of(seen)
    for change in changes:
        if change in WHOLE:
            yield Held(name, change, as_is, said_of(WHOLE[change](seen)))
        elif change == CUT:
            yield from _cut(name, seen, as_is)
        elif as_is.reps:
            first_s, last_s = as_is.reps[0][0] - BESIDE_S, as_is.reps[-1][-1] + BESIDE_S
            yield Held(name, change, as_is, said_of(between(seen, first_s, last_s)))


def _cut(name: str, seen: Observation, as_is: Said) -> Iterator[Held]:
    """Both sides of a cut in the middle of each rest between two reps."""
    for number, (before, after) in enumerate(pairwise(as_is.reps), start=1):
        if after[0] - before[-1] < 2 * BESIDE_S:
            continue
        middle_s = (before[-1] + after[0]) / 2
        for side, first_s, last_s, reps in (
            ("before", -np.inf, middle_s, as_is.reps[:number]),
            ("after", middle_s, np.inf, as_is.reps[number:]),
        ):
            found = said_of(between(seen, first_s, last_s))
            yield Held(f"{name}, {side} rest {number}", CUT, Said(as_is.lift, reps), found)


def _between(track: Track, first_s: float, last_s: float) -> Track:
    return _rows(track, (track.time_s >= first_s) & (track.time_s <= last_s))


def _rows(track: Track, kept: NDArray[np.bool_]) -> Track:
    """The same with these of its rows alone; every array of such a track has a row a time."""
    there = {field.name: getattr(track, field.name) for field in fields(track)}
    arrays: dict[str, Any] = {
        name: rows[kept] for name, rows in there.items() if isinstance(rows, np.ndarray)
    }
    return replace(track, **arrays)


def _thin(time_s: Array) -> NDArray[np.bool_]:
    kept, last_s = np.zeros(len(time_s), bool), -np.inf
    for place, at_s in enumerate(time_s):
        if at_s - last_s >= 1 / LOOKS_HZ - ROUNDED_S:
            kept[place], last_s = True, at_s
    return kept


def _placed(seen: Observation, size: Array, origin: Array) -> Observation:
    """A bare clip, each place p of its picture at `size * p + origin`."""
    scale = float(size[1])
    width, height = (round(side * scale) for side in seen.track.frame_size_px)

    def typed(values: NDArray[Any], like: NDArray[Any]) -> NDArray[Any]:
        return values.astype(like.dtype)

    poses, bar, camera = seen.track, seen.bar, seen.camera
    return replace(
        seen,
        track=replace(
            poses,
            image_px=typed(poses.image_px * size + origin, poses.image_px),
            depth_px=typed(poses.depth_px * scale, poses.depth_px),
            frame_size_px=(width, height),
        ),
        bar=replace(
            bar,
            center_px=bar.center_px * size + origin,
            radius_px=None if bar.radius_px is None else bar.radius_px * scale,
        ),
        camera=replace(
            camera,
            shift_px=camera.shift_px * size,
            sigma_px=camera.sigma_px * scale,
            roll_rad=camera.roll_rad * float(np.prod(np.sign(size))),
            pivot_px=camera.pivot_px * size + origin,
        ),
    )


def stored() -> Iterator[tuple[str, str, Observation]]:
    """(set, name, observation) of all that is looked at."""
    for label, seen in real_store.clips():
        yield f"real {label['set']}", Path(label["file"]).stem, seen
    for clip_label, seen in store.clips("check"):
        yield "check", clip_label.name, seen


def _of_one_process(number: int, changes: Sequence[str]) -> list[tuple[str, Held]]:
    of_process = islice(stored(), number, None, PROCESSES)
    return [(group, case) for group, name, seen in of_process for case in held(name, seen, changes)]


def page(cases: Sequence[tuple[str, Held]], *, names: bool = False) -> str:
    """The table, and which clips change."""
    groups = sorted({group for group, _ in cases})
    rows, changed = [], []
    for change in CHANGES:
        cells = []
        for group in groups:
            of_cell = [case for g, case in cases if (g, case.change) == (group, change)]
            cells.append(_share([case.stays for case in of_cell]))
            cells.append(_share([case.same_times for case in of_cell]))
            changed += [
                f"- {change}, {group}: {case.name}: {case.wanted} → {case.found}"
                for case in of_cell
                if not case.stays
            ]
        rows.append((change, *cells))
    head = ("change", *(cell for group in groups for cell in (group, "… at the same times")))
    return "\n".join([table(head, rows), *(changed if names else ())])


def _share(holds: Sequence[bool]) -> str:
    return f"{sum(holds)} of {len(holds)}: {percent(sum(holds) / len(holds))}" if holds else "–"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--names", action="store_true", help="say which clips change")
    parser.add_argument("--change", choices=CHANGES, action="append", help="only this one")
    asked = parser.parse_args()
    changes = [asked.change or CHANGES] * PROCESSES
    with ProcessPoolExecutor(PROCESSES) as pool:
        found = list(chain(*pool.map(_of_one_process, range(PROCESSES), changes)))
    sys.stdout.write(page(found, names=asked.names) + "\n")


if __name__ == "__main__":
    main()
