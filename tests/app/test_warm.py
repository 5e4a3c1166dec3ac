"""What a page's first visitor does not wait for."""

from __future__ import annotations

import subprocess
import sys


def test_what_the_first_result_needs_is_loaded_before_anybody_waits() -> None:
    """An import of a package that loads its modules later warmed nothing."""
    code = (
        "import sys\n"
        "from formcheck.page.backend import _warm\n"
        "_warm()\n"
        "print({'formcheck.pipeline.document', 'formcheck.pipeline.run'} <= set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
