"""Read clips and keep what was seen of each, as one file of the observation format a clip.

    python -m benchmarks.observe CLIP_OR_FOLDER... OUT_DIR [--workers N]

NAME.obs is written for NAME.mp4; clips whose file is there already are left alone, so a run that
was stopped is simply started again. Each clip is read by a process of its own, on one core: what
breaks one clip breaks no other. Ends with 1 when a clip could not be read.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from formcheck.observation.format import SUFFIX

VIDEOS = {".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v"}
LONGEST_S = 3600.0
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def clips_in(places: list[Path]) -> list[Path]:
    """The clips among files and folders, folders in order of name."""
    found: list[Path] = []
    for place in places:
        inside = sorted(place.iterdir()) if place.is_dir() else [place]
        found += [path for path in inside if path.suffix.lower() in VIDEOS]
    return found


def observe_all(clips: list[Path], folder: Path, workers: int) -> list[str]:
    """Read every clip that has no file yet; gives what could not be read, and why."""
    twice = [stem for stem, count in Counter(clip.stem for clip in clips).items() if count > 1]
    if twice:
        raise SystemExit(f"These names would be written twice: {', '.join(twice)}")
    folder.mkdir(parents=True, exist_ok=True)
    left = [clip for clip in clips if not _target(clip, folder).exists()]
    print(f"{len(clips)} clips, {len(clips) - len(left)} of them read before")
    failed: list[str] = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for clip, why in zip(left, pool.map(lambda c: _in_a_process(c, folder), left), strict=True):
            if why:
                failed.append(f"{clip.name}: {why}")
    return failed


def _in_a_process(clip: Path, folder: Path) -> str | None:
    begun = time.perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(clip), str(_target(clip, folder))],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            env=os.environ | ONE_CORE,
        )
    except subprocess.TimeoutExpired:
        return "took too long"
    why = None if done.returncode == 0 else _last_line(done.stderr) or f"ended {done.returncode}"
    print(f"{clip.name}: {why or 'read'} ({time.perf_counter() - begun:.0f} s)", flush=True)
    return why


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""


def _target(clip: Path, folder: Path) -> Path:
    return folder / (clip.stem + SUFFIX)


def _one(clip: Path, target: Path) -> None:
    from formcheck.extraction.pose_cache import observe_or_load
    from formcheck.observation.format import save_observation

    save_observation(target, observe_or_load(clip, use_cache=False, workers=1))


def main() -> int:
    """Read clips, or with `--one` a single one in this process."""
    if sys.argv[1:2] == ["--one"]:
        _one(*map(Path, sys.argv[2:]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", nargs="+", type=Path, help="clips, or folders of clips")
    parser.add_argument("folder", type=Path, help="where the files go; made when missing")
    parser.add_argument("--workers", type=int, default=1, help="clips at a time")
    options = parser.parse_args()
    failed = observe_all(clips_in(options.clips), options.folder, options.workers)
    print("\n".join(["", "Not read:", *failed]) if failed else "All were read.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
