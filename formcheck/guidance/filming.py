"""Where to put the phone: said once, for the guide, the notices and the drawing.

Exactly from the side, plates before the body cost reps and leans; 10° to the front nearly all are
read and the error is no larger; at 45° intervals are a quarter wider (docs/accuracy.md,
`lean_gain_deg` and `lean_peak_deg` by view). So a lifter behind full-size plates steps past them,
and no further than that.
"""

from __future__ import annotations

from typing import Final

FROM_THE_SIDE: Final = "from the side, at hip height"
PAST_THE_PLATE: Final = "from the side and a little from the front, at hip height"
STEP_M: Final = 0.5
"""To the front of the bar's line; 10° at three meters."""
