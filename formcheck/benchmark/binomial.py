"""How sure a share is that was counted on a few cases."""

from __future__ import annotations

import math
from typing import Final

Z_90: Final = 1.6448536269514722
"""5 % of a normal distribution lie beyond."""


def wilson(hits: int, of: int, z: float = Z_90) -> tuple[float, float]:
    """The Wilson score interval of a binomial share (E. B. Wilson 1927, JASA 22:209).

    Args:
        hits: Cases that count.
        of: All cases; none tell nothing: (0, 1).
        z: Standard deviations; the default gives 90 %.
    """
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
