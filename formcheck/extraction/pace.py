"""How often to look: often while the lifter moves, seldom while nothing happens.

Everything that is measured lives below 5 Hz; a lifter who stands still between reps is the same
frame again. A pace decides, from the poses so far, which frame is looked at next. Somebody
half hidden is looked at more often, moving or not: the pose model aims its next look by its last
result, and behind plates it drifts off when looks are far apart (docs/decisions/0010). Arithmetic
only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import LEAST_DIVISOR, LONGEST_FILLED_GAP_S
from formcheck.extraction.people import in_full_view
from formcheck.observation.poses import CORE
from formcheck.pose.estimator import Pose
from formcheck.video.reading import CLOCK_TOLERANCE_S

STEP_SIZES = 0.03
"""Frames are so far apart that the joints move by about this much between them, in body sizes."""
PATIENCE = 15
"""After so many frames in a row without the lifter (half a second, at 30 a second) frames are
`Pace.hidden_gap_s` apart."""
RESPONSE = 0.5
"""Weight of the newest speed in the running mean."""


@dataclass
class Pace:
    """Decides which frames are looked at; keeps the speed of the lifter.

    Where frames are far apart, one is looked at before the gap becomes too long to be filled.

    What it has seen is no part of it: `dataclasses.replace` gives the same rules without a past.

    Attributes:
        shortest_gap_s: Never look more often than this.
        longest_gap_s: Never look less often than this while the lifter is in full view …
        hidden_gap_s: … and than this while they are not.
    """

    shortest_gap_s: float = 1 / 30
    longest_gap_s: float = 2 / 15
    hidden_gap_s: float = 1 / 15
    _latest_s: float = field(default=-np.inf, init=False)
    _asked_s: float = field(default=np.inf, init=False)
    _latest: NDArray[np.float32] | None = field(default=None, init=False, repr=False)
    _speed: float = field(default=np.inf, init=False)  # of the core joints, body sizes per second
    _misses: int = field(default=0, init=False)
    _full_view: bool = field(default=False, init=False)

    def wants(self, time_s: float) -> bool:
        """Whether the frame at this time is worth looking at; asked of one after the other."""
        next_s, self._asked_s = time_s + (time_s - self._asked_s), time_s
        gap_s = np.inf if self._misses > PATIENCE else STEP_SIZES / max(self._speed, LEAST_DIVISOR)
        longest_s = self.longest_gap_s if self._full_view else self.hidden_gap_s
        wanted_s = min(max(gap_s, self.shortest_gap_s), longest_s)
        late = next_s - self._latest_s > max(longest_s, LONGEST_FILLED_GAP_S)
        return late or time_s - self._latest_s >= wanted_s - CLOCK_TOLERANCE_S

    def saw(self, time_s: float, pose: Pose | None, size_px: float) -> None:
        """Take note of what the latest look gave; None is nobody."""
        self._misses = self._misses + 1 if pose is None else 0
        self._full_view = pose is not None and in_full_view(pose)
        points = None if pose is None else pose.image_px[CORE]
        if points is None or self._latest is None:
            self._speed = np.inf
        else:
            steps = np.linalg.norm(points - self._latest, axis=1) / size_px
            # the median: a hidden joint that wanders is no movement of the lifter
            speed = float(np.median(steps)) / max(1e-3, time_s - self._latest_s)
            past = speed if np.isinf(self._speed) else self._speed
            self._speed = RESPONSE * speed + (1 - RESPONSE) * past
        self._latest_s, self._latest = time_s, points
