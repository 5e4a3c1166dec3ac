"""The whole first pass: a coarse look at some twenty pictures of a clip, on all cores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.extraction.clip_tracking import Progress
from formcheck.extraction.linking import link_people
from formcheck.extraction.painted_over import Bystander
from formcheck.extraction.people import Person
from formcheck.extraction.processes import WorkerPool
from formcheck.extraction.scanning import EstimatorFactory, Scan, scan_stretch
from formcheck.extraction.stretches import cut
from formcheck.observation.observation import VideoInfo
from formcheck.video.info import key_times

SCAN_PICTURES = 20
SCAN_GAPS_S = (1 / 3, 1.0)  # least and most time between scanned pictures
SCAN_WHOLE_S, SCAN_STRETCH_S = 4.0, 24.0  # not cut up to this; then about so much at a time


@dataclass(frozen=True)
class CoarseLook:
    """What the coarse pass over a clip gave.

    Attributes:
        scans: Of its stretches, in order of time.
        people: Everybody who was seen, linked over time.
    """

    scans: Sequence[Scan]
    people: Sequence[Person]

    @property
    def pictures(self) -> int:
        """How many pictures were looked at."""
        return sum(len(scan.time_s) for scan in self.scans)

    @property
    def camera_step_px(self) -> list[float]:
        """How far the background moved between neighboring pictures of a stretch."""
        return [step for scan in self.scans for step in scan.camera_step_px]


@dataclass(frozen=True)
class ClipScanning:
    """Coarse looks at a clip.

    Attributes:
        pool: Does the work.
        file: The clip.
        info: What `probe` said of it.
        engine: Makes the engine.
        report: Told what is being done and the share of a look that is done, 0 to 1.
    """

    pool: WorkerPool
    file: Path
    info: VideoInfo
    engine: EstimatorFactory
    report: Progress

    def look(self, bystanders: Sequence[Bystander] = ()) -> CoarseLook:
        """See who is there, some of them painted over."""
        duration_s = self.info.duration_s
        gap_s = float(np.clip(duration_s / SCAN_PICTURES, *SCAN_GAPS_S))
        # cut by its length alone: the same clip must give the same numbers on every machine
        pairs = max(1, round(duration_s / (2 * SCAN_STRETCH_S)))
        pieces = 1 if duration_s <= SCAN_WHOLE_S else 2 * pairs
        stretches = cut(duration_s, key_times(self.file), pieces)
        scans = self.pool.run(
            [
                (scan_stretch, self.file, stretch, gap_s, self.engine, bystanders)
                for stretch in stretches
            ],
            lambda done: self.report("Looking for the lifter", done / len(stretches)),
        )
        return CoarseLook(scans, link_people([seen for scan in scans for seen in scan.seen]))
