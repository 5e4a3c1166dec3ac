"""What went wrong, told on the page instead of a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.page.text import escaped


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Show a problem that nobody nearer has shown: a full disk can meet any page.

    Around a page, and on callbacks and fragments, which run outside of it.
    """
    try:
        yield
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")
