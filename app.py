"""The form checker as a page: ``streamlit run app.py``."""

from __future__ import annotations

import streamlit as st

# Streamlit imports this file once as its server, then runs it as a script for each visitor; a
# process that is started afresh reads the file of its parent again, under yet another name
if __name__ == "__main__":
    from formcheck.page.navigation import show

    show()
elif __name__ == "app":
    from starlette.middleware import Middleware

    from formcheck.commands.app import checked_folder
    from formcheck.commands.exits import exit_statuses
    from formcheck.page.backend import served
    from formcheck.page.gate import VisitorNamed
    from formcheck.page.phone import require_loopback

    with exit_statuses():
        checked_folder()
        require_loopback(st.get_option("server.address"))
    app = st.App(__file__, middleware=[Middleware(VisitorNamed)], lifespan=served)
