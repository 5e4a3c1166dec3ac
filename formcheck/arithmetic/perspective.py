"""How much larger than the lifter a barbell's plate is shown, for it is nearer to the camera.

A sleeve begins .655 m from the middle of the bar: to a phone 3 to 4 m from the lifter its plate is
1.28 to 1.20 times as large and goes as much further than the body, the far one 0.82 to 0.86 times.
Numbers below are for one purpose each, with what its own evidence gave.
"""

from __future__ import annotations

from typing import Final

FULL_PLATE_M: Final = 0.45
"""Width of every competition plate from 10 kg up and of all bumper plates."""
USUAL_TORSO_M: Final = 0.47
"""Mid-shoulder to mid-hip of adults: .43 to .51 m, joint centers."""
PLATE_TO_MIDDLE_TORSO: Final = 1.45
"""From the middle of the bar to its sleeve; a trunk, shoulders to hips, is .45 m."""
NEAR_SCALE: Final = 1.2
"""Of the near plate, a phone 3 to 4 m away: places in the picture move apart by as much."""
USUAL_SCALE: Final = 1.12
USUAL_SCALE_SPREAD: Final = 0.10
"""Of whichever plate is followed, before it is measured: .7 m from the middle of the body, camera
3 to 6 m away."""
SCALE_RANGE: Final = (0.6, 1.6)
"""What a measured one may be."""
SHOULDERS_BY_BAR: Final = 0.82
SHOULDERS_BY_BAR_RANGE: Final = (0.67, 1.25)
"""How far shoulders go for a way of the plate: usual, and what cameras from 2 m on can show."""
BODY_WAYS: Final = (0.8, 1.0)
"""The same of a body whose head a plate hides: .79 to .86 (rendered, 3 to 4 m away); what the
network says of it, .7 to 1.04, goes with where it puts the hips, so that the lean comes out better
with some of that."""
