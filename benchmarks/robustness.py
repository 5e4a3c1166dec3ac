"""The same clip mirrored, small, at other rates, recompressed, darker and brighter.

    python -m benchmarks.robustness CLIP_OR_FOLDER... [--workers N]

Each clip is read once as it is and once for each change: minutes a clip.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from benchmarks.clips import FPS, Picture, write_video
from formcheck.analysis import Analysis, RepAnalysis
from formcheck.benchmark.tables import percent, table
from formcheck.pipeline.options import Options
from formcheck.pipeline.run import analyze_video
from formcheck.video.reading import FrameReader

GOOD_CRF, POOR_CRF = 18, 32


@dataclass(frozen=True)
class Transform:
    """One way to change a clip that must not change what is said of it."""

    name: str
    picture: Callable[[Picture], Picture]
    fps: float | None = None
    lines: int | None = None
    crf: int = GOOD_CRF


def transforms() -> tuple[Transform, ...]:
    """Everything that is tried."""
    return (
        Transform("mirrored left to right", lambda rgb: rgb[:, ::-1]),
        Transform("480 lines", _same, lines=480),
        Transform("24 frames/s", _same, fps=24),
        Transform("30 frames/s", _same, fps=30),
        Transform("60 frames/s", _same, fps=60),
        Transform(f"recompressed (crf {POOR_CRF})", _same, crf=POOR_CRF),
        Transform("30 % darker", _brightness(0.7)),
        Transform("30 % brighter", _brightness(1.3)),
    )


def _same(rgb: Picture) -> Picture:
    return rgb


def _brightness(factor: float) -> Callable[[Picture], Picture]:
    table = np.clip(np.arange(256) * factor, 0, 255).astype(np.uint8)
    return lambda rgb: table[rgb]


def write_transformed(source: Path, target: Path, transform: Transform) -> None:
    """Write `source` to `target` (MP4, H.264) as `transform` says; times are kept."""
    frames: Iterator[tuple[float, Picture]] = (
        (frame.time_s, transform.picture(frame.rgb)) for frame in FrameReader(source)
    )
    if transform.fps is not None:
        frames = _at_rate(frames, transform.fps)
    write_video(target, frames, fps=transform.fps or FPS, lines=transform.lines, crf=transform.crf)


def _at_rate(
    frames: Iterator[tuple[float, Picture]], fps: float
) -> Iterator[tuple[float, Picture]]:
    """The latest picture at each tick, as a player shows it."""
    tick, latest = 0, None
    for time_s, rgb in frames:
        while latest is not None and tick / fps < time_s - 1e-6:
            yield tick / fps, latest
            tick += 1
        latest = rgb
    if latest is not None:
        yield tick / fps, latest


@dataclass
class Agreement:
    """How many reps and clips came out the same.

    A contradiction is a fault that is flagged once and not even possible the other time.
    """

    clips: int = 0
    same_count: int = 0
    reps: int = 0
    same_verdict: int = 0
    no_contradiction: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        """Both together."""
        return Agreement(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def add(self, before: Analysis, after: Analysis) -> None:
        """Compare one clip's analyses rep by rep."""
        ours, theirs = (_complete(a) for a in (before, after))
        self.clips += 1
        self.same_count += len(ours) == len(theirs)
        self.reps += max(len(ours), len(theirs))
        if len(ours) == len(theirs):
            pairs = list(zip(ours, theirs, strict=True))
            self.same_verdict += sum(_flagged(a) == _flagged(b) for a, b in pairs)
            self.no_contradiction += sum(not _contradicted(a, b) for a, b in pairs)


def _complete(analysis: Analysis) -> list[RepAnalysis]:
    return [rep for rep in analysis.reps if rep.complete]


def _flagged(rep: RepAnalysis) -> set[str]:
    """Faults that are flagged; one that is merely possible is a maybe on both sides."""
    return {f.fault for f in rep.findings if f.confidence != "possible"}


def _mentioned(rep: RepAnalysis) -> set[str]:
    """Faults that are flagged or possible."""
    return {f.fault for f in rep.findings}


def _contradicted(a: RepAnalysis, b: RepAnalysis) -> set[str]:
    """Faults that one reading flags and the other does not even mention."""
    return (_flagged(a) - _mentioned(b)) | (_flagged(b) - _mentioned(a))


def contradictions(before: Analysis, after: Analysis) -> list[str]:
    """Where two readings contradict each other, a piece of a line for each fault."""
    ours, theirs = (_complete(a) for a in (before, after))
    if len(ours) != len(theirs):
        return [f"; {len(ours)} reps, then {len(theirs)}"]
    return [
        f"; rep {a.number}: {fault} {'went' if fault in _flagged(a) else 'came'}"
        for a, b in zip(ours, theirs, strict=True)
        for fault in sorted(_contradicted(a, b))
    ]


def robustness(
    clips: list[Path], analyze: Callable[[Path], Analysis], say: Callable[[str], None]
) -> dict[str, Agreement]:
    """Analyze each clip as it is and transformed.

    Args:
        clips: The clips.
        analyze: Analyzes one file.
        say: Told what is being done.
    """
    found = {transform.name: Agreement() for transform in transforms()}
    with tempfile.TemporaryDirectory() as folder:
        for clip in clips:
            before = analyze(clip)
            for number, transform in enumerate(transforms()):
                target = Path(folder) / f"{number}.mp4"
                write_transformed(clip, target, transform)
                after = analyze(target)
                found[transform.name].add(before, after)
                say(f"{clip.name}: {transform.name}{''.join(contradictions(before, after))}")
    return found


def robustness_table(found: dict[str, Agreement]) -> str:
    """How many reps keep their count and verdict under each transform."""

    def share(part: int, whole: int) -> str:
        return percent(part / whole if whole else None)

    def row(name: str, a: Agreement) -> tuple[str, ...]:
        verdicts = (share(part, a.reps) for part in (a.same_verdict, a.no_contradiction))
        return (name, str(a.clips), share(a.same_count, a.clips), *verdicts)

    head = ("change", "clips", "same count", "reps with the same verdict", "not contradicted")
    rows = [row(name, agreement) for name, agreement in found.items()]
    return table(head, [*rows, row("all", sum(found.values(), Agreement()))])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("places", type=Path, nargs="+", help="clips, or folders of .mp4 files")
    parser.add_argument("--workers", type=int, help="processes for the pose model")
    args = parser.parse_args()
    clips = [c for p in args.places for c in (sorted(p.glob("*.mp4")) if p.is_dir() else [p])]

    def analyze(path: Path) -> Analysis:
        return analyze_video(path, Options(workers=args.workers))

    found = robustness(clips, analyze, lambda text: print(text, file=sys.stderr, flush=True))
    print(robustness_table(found))


if __name__ == "__main__":
    main()
