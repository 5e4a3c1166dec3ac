"""By what reps are told apart: where the camera stood, what stands before the body, which style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from formcheck.benchmark.scoring import VIEW_BINS_DEG, ClipScore
from formcheck.benchmark.summaries import Chosen


def groups(clips: Sequence[ClipScore]) -> Iterator[tuple[str, Chosen]]:
    """Name and test of every group that has a rep."""
    for name, chosen in _all(clips):
        if any(chosen(clip, rep) for clip in clips for rep in clip.reps):
            yield name, chosen


def _all(clips: Sequence[ClipScore]) -> Iterator[tuple[str, Chosen]]:
    for name in (*(f"{deg}°" for deg in VIEW_BINS_DEG), "front or rear"):
        yield name, _seen_from(name)
    yield "plate before the body", lambda _, rep: rep.plate is True
    yield "no plate before it", lambda _, rep: rep.plate is False
    yield "handheld", lambda clip, _: clip.label.handheld is True
    yield "tripod", lambda clip, _: clip.label.handheld is False
    yield "amounts near a limit", lambda clip, _: clip.label.near_limit
    yield "amounts away from it", lambda clip, _: not clip.label.near_limit
    for lift, style in sorted({(clip.label.lift, clip.label.variant) for clip in clips}):
        yield f"{lift}, {style.replace('_', ' ')}", _of_style(lift, style)


def _seen_from(view_bin: str) -> Chosen:
    return lambda clip, _: clip.view_bin == view_bin


def _of_style(lift: str, style: str) -> Chosen:
    return lambda clip, _: (clip.label.lift, clip.label.variant) == (lift, style)
