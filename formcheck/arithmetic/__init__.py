"""Numbers in, numbers out: plane geometry, and statistics that leave out what was not seen."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""What all stages compute with; docstrings say the shape and the unit."""
