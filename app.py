"""The form checker as a page: ``streamlit run app.py``."""

from __future__ import annotations

from formcheck.page.navigation import show

show()
