"""Sets that differ by their clip."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from formcheck.analysis import Analysis

SHA_OF_CLIP = hashlib.sha256(b"another one").hexdigest()


def numbered(analysis: Analysis, number: int) -> Analysis:
    return replace(analysis, clip=replace(analysis.clip, sha256=f"{number:064x}"))
