"""Beside a peer from the package index: the same clip, the same pose model, time and peak memory.

    python -m venv PEER && PEER/bin/pip install cvzone==2.0.0 mediapipe==0.10.33
    python -m benchmarks.peers PEER/bin/python [CLIP] [--turns 3]

cvzone's PoseDetector is what most tutorials on squat counters build on. It is shown every picture
and waited for (as a video asks for; it can also drop pictures, which a camera asks for), and it
reads our bundle instead of downloading a smaller one. Memory is that of all processes together.
Sports2D (0.8.34) installs from the index, too, but fetches its models from the network at the first
run, so it cannot be run here.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clips import samples
from benchmarks.memory import mb, sampled
from benchmarks.running import FORMCHECK, with_this_formcheck
from formcheck.analysis import Analysis
from formcheck.pose.model_store import find_model

CVZONE = """
import json, math, sys
import cv2
from cvzone.PoseModule import PoseDetector
detector, capture = PoseDetector(useThread=False), cv2.VideoCapture(sys.argv[1])
pictures, leans = 0, []
while True:
    good, picture = capture.read()
    if not good:
        break
    pictures += 1
    detector.findPose(picture, draw=False)
    points, _ = detector.findPosition(picture, draw=False)
    if points:
        hip, shoulder = points[24][:2], points[12][:2]
        above = (hip[0], hip[1] - 100)
        angle, _ = detector.findAngle(above, hip, shoulder)
        leans.append(min(angle, 360 - angle))
print(json.dumps({"pictures": pictures, "with_pose": len(leans), "largest_lean_deg": max(leans)}))
"""


@dataclass(frozen=True)
class Run:
    """One run of somebody: what it took and what it printed."""

    wall_s: float
    peak_bytes: int
    printed: str


def main() -> None:
    """Measure both in turn and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("python", help="an interpreter that has the peer installed")
    parser.add_argument("clip", nargs="?", type=Path, default=samples()[0])
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    clip = options.clip.resolve()
    commands = {
        "cvzone": [str(Path(options.python).absolute()), "-c", CVZONE, str(clip)],
        "formcheck": [*FORMCHECK, "analyze", str(clip), "--no-cache", "--json", "-"],
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pose_landmarker.task").symlink_to(find_model().path)
        for _ in range(options.turns):
            for name, command in commands.items():
                runs[name].append(run(command, Path(folder)))
    delivers = {
        "cvzone": peer_delivers(runs["cvzone"][-1].printed),
        "formcheck": we_deliver(runs["formcheck"][-1].printed),
    }
    print(f"{clip.name}, medians of {options.turns}:")
    for name, those in runs.items():
        wall_s = statistics.median(r.wall_s for r in those)
        peak = statistics.median(r.peak_bytes for r in those)
        print(f"  {name:9s} {wall_s:6.1f} s, peak {mb(round(peak))}: {delivers[name]}")
    ratio = statistics.median(
        a.wall_s / b.wall_s for a, b in zip(runs["formcheck"], runs["cvzone"], strict=True)
    )
    print(f"  formcheck / cvzone: {ratio:.2f} of the time")


def run(command: list[str], folder: Path) -> Run:
    """Run a program to its end and watch its memory."""
    begun_s = time.perf_counter()
    with (
        subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=with_this_formcheck(),
            start_new_session=True,
        ) as process,
        sampled(process.pid) as sizes,
    ):
        printed, _ = process.communicate()
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return Run(time.perf_counter() - begun_s, max(size[1] for size in sizes), printed)


def peer_delivers(printed: str) -> str:
    """What cvzone has to say of the clip."""
    said = json.loads(printed.splitlines()[-1])
    return (
        f"{said['with_pose']} of {said['pictures']} pictures with a pose, any angle of each"
        f" (largest trunk angle {said['largest_lean_deg']:.0f} deg); no reps, no verdict"
    )


def we_deliver(printed: str) -> str:
    """What formcheck has to say of the clip."""
    analysis = Analysis.from_json(printed)
    leans = [rep.metrics["lean_peak_deg"].value or 0.0 for rep in analysis.reps]
    return (
        f"{analysis.lift.name}, {len(analysis.reps)} reps,"
        f" {sum(rep.flagged for rep in analysis.reps)} flagged with reason and cues,"
        f" largest lean {max(leans, default=0.0):.0f} deg"
    )


if __name__ == "__main__":
    main()
