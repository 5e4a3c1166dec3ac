"""What was tracked in a clip, as far as pictures of it show it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from formcheck.motion.camera import with_believable_camera
from formcheck.observation.observation import Observation
from formcheck.observation.poses import PoseTrack
from formcheck.observation.silhouette import SilhouetteTrack, no_silhouettes
from formcheck.observation.tracks import BarTrack, no_bar


@dataclass(frozen=True)
class Tracks:
    """The lifter, the bar and the lifter's outline over a clip.

    Attributes:
        lifter: The poses.
        bar: The near plate; one that was never found where there is none.
        outline: The contour and the back's edge; empty where no mask was read.
    """

    lifter: PoseTrack
    bar: BarTrack = field(default_factory=lambda: no_bar(np.zeros(0)))
    outline: SilhouetteTrack = field(default_factory=no_silhouettes)

    @staticmethod
    def of(seen: Observation) -> Tracks:
        """The tracks of an observed clip."""
        return Tracks(with_believable_camera(seen.track), seen.bar, seen.silhouette)
