"""The size of a file as the page says it."""

from __future__ import annotations

import pytest

from formcheck.page.text import file_size


@pytest.mark.parametrize(
    ("size_bytes", "said"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (340_000, "340 KB"),
        (999_999, "1.0 MB"),
        (1_440_000, "1.4 MB"),
        (9_990_000, "10 MB"),
        (25_300_000, "25 MB"),
    ],
)
def test_a_clip_that_holds_something_is_no_0_mb(size_bytes: int, said: str) -> None:
    """ "Keep the clip, too (0 MB)" stood beside short clips."""
    assert file_size(size_bytes) == said
