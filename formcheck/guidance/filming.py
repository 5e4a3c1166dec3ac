"""Where to put the phone: said once, for the guide, the notices and the drawing.

The nearer to the side, the smaller the error: 10° off it cost little, 20° cost more, and plates
that stand before the body cost whole reps (docs/accuracy.md, "By view, plate and camera"). So a
lifter behind full-size plates steps past them, and no further than that.
"""

from __future__ import annotations

from typing import Final

FROM_THE_SIDE: Final = "from the side, at hip height"
PAST_THE_PLATE: Final = "from the side and a little from the front, at hip height"
STEP_M: Final = 0.5
"""To the front of the bar's line; 10° at three meters."""
