"""The form checker as a page: ``streamlit run app.py``."""

from __future__ import annotations

from formcheck.page.navigation import show

# a process that is started afresh reads the file of its parent again, under another name
if __name__ == "__main__":
    show()
