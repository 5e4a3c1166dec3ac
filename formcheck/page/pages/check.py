"""Check a set: choose a clip, watch the progress, read the result."""

from __future__ import annotations

import streamlit as st

from formcheck.page import backend, batch_rows, by_hand, intake, progress, result

runner = backend.runner()
job_id = st.query_params.get(backend.JOB_PARAM) or st.session_state.get("open_set")
job = backend.visible(job_id)

if job is None:
    if job_id:
        intake.close_set()
        st.session_state.pop(by_hand.PROBLEM, None)
        st.info(
            f"That set is gone: it was deleted, as all are after {backend.keep_words()}. "
            "Drop the clip in again to check it once more.",
            icon=":material/inventory_2:",
        )
    intake.show()
else:
    intake.open_set(job.id)
    batch_rows.steps(job)
    analysis = runner.store.analysis(job)
    if analysis is None:
        progress.show(job)
    else:
        result.show(job, analysis)
