"""Coach: many clips at once, worst first."""

from __future__ import annotations

import streamlit as st

from formcheck.page import backend, batch_table, intake, why_questions
from formcheck.report.words import disclaimer

runner = backend.runner()
batch_id = st.query_params.get(backend.BATCH_PARAM) or st.session_state.get("open_batch")
kept = runner.store.batch(batch_id) if batch_id else []
seen = all(backend.may_see(job.id) for job in kept)
jobs = [backend.as_seen(job) for job in kept] if seen else []

st.title("Coach: many clips at once")
refused = st.container()
if jobs and batch_id:
    intake.open_batch(batch_id)
    why_questions.show_sign(why_questions.sign())
    batch_table.show(jobs)
    intake.show_refused_before(batch_id)
    batch_table.to_take_along(jobs)
    batch_table.athletes(jobs)
    st.caption(disclaimer())
    with st.expander("Add more clips", icon=":material/add:"):
        intake.show_for_many()
else:
    st.markdown("Drop in the clips of a whole session. The set that needs you most comes first.")
    intake.show_for_many()
with refused:
    intake.show_refused(many=True)
