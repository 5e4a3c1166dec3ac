"""The true joints of the rendered sets, small enough to live beside the tests.

Run as a program with a folder of rendered clips, it makes `truth/` anew.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.oracle import bar_from_heights, track_from_joints
from formcheck.analysis import Analysis
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack
from tests.observed import analyzed

FOLDER = Path(__file__).with_name("truth")
TENTHS = 10  # joints are given to a tenth of a pixel


@dataclass(frozen=True)
class TrueClip:
    """What is known of a rendered clip: `facts` are the fields of its JSON, without the frames."""

    name: str
    facts: dict[str, Any]
    lean_shown_deg: np.ndarray
    track: PoseTrack
    bar: BarTrack

    @property
    def reps(self) -> list[dict[str, Any]]:
        """Reps that the clip shows whole."""
        return [rep for rep in self.facts["reps"] if rep["complete"]]

    def peak_shown_deg(self, rep: dict[str, Any]) -> float:
        """The largest lean in the picture itself (unsigned) within a rep."""
        time_s = self.track.time_s
        return float(
            self.lean_shown_deg[(time_s >= rep["start_s"]) & (time_s <= rep["end_s"])].max()
        )


@cache
def true_clips() -> tuple[TrueClip, ...]:
    """All rendered clips, by name."""
    facts = json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))
    return tuple(_read(one) for one in facts)


@cache
def seen(name: str) -> Analysis:
    """What today's code makes of the true joints of that clip."""
    (clip,) = (clip for clip in true_clips() if clip.name == name)
    return analyzed(clip.track, bar=clip.bar)


def _read(facts: dict[str, Any]) -> TrueClip:
    with np.load(FOLDER / f"{facts['name']}.npz") as kept:
        time_s = kept["time_s"].astype(float)
        joints = np.cumsum(kept["steps"].astype(np.int32), axis=0) / TENTHS
        lean = kept["lean_shown"].astype(float) / 100
        bar = kept["bar_mm"].astype(float) / 1000
    named = dict(zip(facts["joints"], joints.transpose(1, 0, 2), strict=True))
    track = track_from_joints(time_s, named, facts["camera"])
    return TrueClip(facts["name"], facts, lean, track, bar_from_heights(facts, bar, track))


def _keep(folder: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    kept = []
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        frames = truth.pop("per_frame")
        joints = {name: np.array(xy) for name, xy in frames["joints2d_px"].items()}
        places = np.round(np.stack(list(joints.values()), 1) * TENTHS).astype(np.int16)
        np.savez_compressed(
            FOLDER / f"{truth['name']}.npz",
            time_s=np.array(frames["time_s"], np.float32),
            bar_mm=np.round(np.array(frames["bar_xz_m"]) * 1000).astype(np.int16),
            steps=np.diff(places, axis=0, prepend=np.zeros_like(places[:1])),
            lean_shown=np.round(np.array(frames["lean_projected_deg"]) * 100).astype(np.int16),
        )
        kept.append(truth | {"joints": list(joints)})
    text = json.dumps(kept, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"')
    (FOLDER / "facts.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
