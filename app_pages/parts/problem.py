"""What went wrong, told on the page instead of a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from formcheck.errors import FormcheckError


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Show a problem that nobody nearer has shown: a full disk can meet any page."""
    try:
        yield
    except FormcheckError as error:
        st.error(str(error), icon=":material/error:")
