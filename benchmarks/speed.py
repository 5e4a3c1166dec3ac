"""How long an analysis takes, as a ratio to the bare loop a user would write.

    python -m benchmarks.speed [CLIP...] [--turns 3] [--yardstick bare_loop.py]

For each clip, and for the first one also at 60 pictures per second: the bare loop (decode, run the
same pose model over every picture), then `formcheck analyze --no-cache` on all cores and on one.
Everything runs in fresh processes, in turn, and medians are compared, since an absolute time means
nothing on another machine. Wall time is only worth reading on an idle machine; processor time
(user and system, all processes together) is steadier on a busy one.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.robustness import Transform, write_transformed
from benchmarks.running import FORMCHECK, ROOT
from formcheck.pose.model_store import find_model

SAMPLE = ROOT / "sample_videos" / "squat_good_morning.mp4"
BARE_LOOP = """
import sys, time, cv2, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=sys.argv[1]),
    running_mode=vision.RunningMode.VIDEO,
)
start, last, capture = time.perf_counter(), -1, cv2.VideoCapture(sys.argv[2])
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    while True:
        good, bgr = capture.read()
        if not good:
            break
        last = max(last + 1, round(capture.get(cv2.CAP_PROP_POS_MSEC)))
        rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
        landmarker.detect_for_video(image, last)
print(time.perf_counter() - start, "s")
"""


@dataclass(frozen=True)
class Run:
    """One run: what it took, and what it wrote."""

    wall_s: float
    processor_s: float
    peak_mb: float
    output: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", nargs="*", type=Path, default=[SAMPLE])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--yardstick", type=Path, help="a bare loop of your own: MODEL CLIP")
    options = parser.parse_args()
    bare = [sys.executable, "-c", BARE_LOOP]
    if options.yardstick:
        bare = [sys.executable, str(options.yardstick)]
    print(f"{len(os.sched_getaffinity(0))} cores; load {os.getloadavg()[0]:.1f} before the start")
    for clip in options.clips:
        compare(clip, clip.name, bare, options.turns)
    with tempfile.TemporaryDirectory() as folder:
        fast = Path(folder) / "at_60.mp4"
        write_transformed(options.clips[0], fast, Transform("doubled", lambda rgb: rgb, fps=60))
        compare(fast, f"{options.clips[0].name}, every picture twice", bare, options.turns)
    second_look(options.clips[0], options.turns)
    agreement(options.clips[0])


def compare(clip: Path, title: str, bare: list[str], turns: int) -> None:
    """Run all three in turn and print ratios of medians."""
    model = str(find_model().path)
    ours = [*FORMCHECK, "analyze", str(clip), "--json", "-", "--no-cache"]
    runs: dict[str, list[Run]] = {"bare loop": [], "all cores": [], "one core": []}
    for _ in range(turns):
        runs["bare loop"].append(timed([*bare, model, str(clip)]))
        runs["all cores"].append(timed(ours))
        runs["one core"].append(timed(ours, cores={0}))
    # the loop's own clock leaves out its imports; that is the harder comparison
    loop_s = statistics.median(own_clock(run.output) for run in runs["bare loop"])
    loop_processor_s = statistics.median(run.processor_s for run in runs["bare loop"])
    print(
        f"\n{title}: bare loop {loop_s:.1f} s by its own clock, {loop_processor_s:.1f} s processor"
    )
    for name in ("all cores", "one core"):
        wall_s = statistics.median(run.wall_s for run in runs[name])
        processor_s = statistics.median(run.processor_s for run in runs[name])
        peak_mb = max(run.peak_mb for run in runs[name])
        print(
            f"  {name:9s} wall {wall_s:6.1f} s = {wall_s / loop_s:.2f} of the loop;"
            f" processor {processor_s:6.1f} s = {processor_s / loop_processor_s:.2f};"
            f" largest process {peak_mb:.0f} MB"
        )
    print(f"  of the work on one core: {shares(runs['one core'][-1].output)}")


def timed(command: list[str], cores: set[int] | None = None) -> Run:
    """Run a program; processor time includes the processes it started."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        sys.exit(f"{command[:4]} ended with {process.returncode}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def own_clock(output: str) -> float:
    """The first number a bare loop prints: its seconds."""
    return float(output.split()[0])


def shares(document: str) -> str:
    """Which share of the time each stage took, by an analysis document."""
    took = json.loads(document)["timing"]
    rest = took["total_s"] - took["decode_s"] - took["pose_s"] - took["analysis_s"]
    parts = {
        "decode": took["decode_s"],
        "pose model": took["pose_s"],
        "analysis": took["analysis_s"],
        "the rest": max(0.0, rest),
    }
    return ", ".join(f"{name} {value / took['total_s']:.0%}" for name, value in parts.items())


def second_look(clip: Path, turns: int) -> None:
    """A first look, then second ones: by the command, and in a process that is awake."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FORMCHECK_CACHE"] = folder
        command = [*FORMCHECK, "analyze", str(clip), "--json", "-"]
        first_s, *again_s = (
            json.loads(timed(command).output)["timing"]["total_s"] for _ in range(1 + turns)
        )
        awake_s = looks_awake(clip, 1 + turns)[1:]
        del os.environ["FORMCHECK_CACHE"]
    print(f"\nfirst look: {first_s:.2f} s; medians of {turns} second looks:")
    for title, seconds in (
        ("by the command, imports not counted", again_s),
        ("other limits in a process that is awake, as on the page", awake_s),
    ):
        took_s = statistics.median(seconds)
        print(f"  {title}: {took_s:.3f} s, {took_s / first_s:.1%} of the first")


def looks_awake(clip: Path, turns: int) -> list[float]:
    """Seconds of looks at a clip whose poses are kept, each with another limit."""
    from formcheck.pipeline.options import Options
    from formcheck.pipeline.run import analyze_video
    from formcheck.thresholds import Thresholds

    took_s = []
    for turn in range(turns):
        limits = Thresholds(good_morning_gain_deg=6.0 + 0.1 * turn)
        took_s.append(analyze_video(clip, Options(thresholds=limits)).timing.total_s)
    return took_s


def agreement(clip: Path) -> None:
    """Compare lean between the way formcheck looks and looking at every picture in one process."""
    from formcheck.extraction.clip_to_observation import extract_observation
    from formcheck.extraction.pace import Pace
    from formcheck.extraction.processes import WorkerPool
    from formcheck.motion.cleaning import clean
    from formcheck.observation.poses import HIPS, SHOULDERS
    from formcheck.video.info import probe

    def lean_deg(workers: int | None, pace: Pace | None) -> tuple[np.ndarray, int]:
        with WorkerPool(workers) as pool:
            found = extract_observation(clip, probe(clip), find_model(), pool, pace=pace)
        points = clean(found.track).image_px
        trunk = points[:, SHOULDERS].mean(axis=1) - points[:, HIPS].mean(axis=1)
        return np.degrees(np.arctan2(trunk[:, 0], -trunk[:, 1])), len(found.track.time_s)

    every, all_frames = lean_deg(1, Pace(0.0, 0.0))
    ours, some_frames = lean_deg(None, None)
    both = min(len(every), len(ours))
    apart = np.abs(every[:both] - ours[:both])
    apart = apart[np.isfinite(apart)]
    print(
        f"\nlean against every picture in one process: {np.mean(apart):.2f} deg apart on average,"
        f" {np.percentile(apart, 95):.2f} in 95 of 100;"
        f" peaks {abs(np.nanmax(np.abs(every)) - np.nanmax(np.abs(ours))):.2f} deg apart;"
        f" {some_frames} of {all_frames} pictures looked at"
    )


if __name__ == "__main__":
    main()
