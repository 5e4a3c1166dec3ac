"""How long the rest of a batch will take, judged by the clips that are done."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

SHARE_BEFORE, ITS_WEIGHT = 0.5, 0.2
"""Share of a clip's time that is taken to hang on its size before clips tell, and how much that
counts: as much as one clip whose size differs from the mean by 0.45 of it, or five by 0.2. Chosen,
not fitted. Over 42 and 78 clips from anywhere the time left was off by a factor of 1.3 and 1.7 (2.7
and 2.6 by sizes alone), and over clips of one phone by 1.14 (1.11 by sizes alone)."""


def time_left_s(
    passed_s: float, done: Sequence[tuple[int, float]], left: float, left_bytes: int
) -> float:
    """Seconds until the last clip is done.

    Clips of one phone take as long as they are large; of clips from anywhere a large one may be
    quick. So a clip is taken to last `1 - share + share * size` of the mean, its size as a multiple
    of the mean size, with the share that fits the clips that are done best (least squares).

    Args:
        passed_s: Since the first of them began, by all workers side by side.
        done: Size in bytes and seconds of work of each clip that is done; one at least.
        left: Number of clips still to do; may be a guess, where some are copies.
        left_bytes: Their size, copies left out.
    """
    mean_bytes, mean_s = (fmean(each) or 1.0 for each in zip(*done, strict=True))
    sizes = [size / mean_bytes - 1.0 for size, _ in done]
    times = [seconds / mean_s - 1.0 for _, seconds in done]
    together = sum(size * time for size, time in zip(sizes, times, strict=True))
    apart = sum(size * size for size in sizes)
    share = (together + SHARE_BEFORE * ITS_WEIGHT) / (apart + ITS_WEIGHT)
    share = min(max(share, 0.0), 1.0)
    return passed_s / len(done) * (left + share * (left_bytes / mean_bytes - left))
