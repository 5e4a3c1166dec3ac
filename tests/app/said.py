"""What a page says without a browser, and a set that has another result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from formcheck.analysis import Analysis, Notice
from formcheck.lifts import LiftName
from formcheck.page import backend

OpenExample = Callable[[str], AppTest]


def words_of(app: AppTest) -> str:
    """Everything the page says."""
    kinds = (
        app.title, app.header, app.subheader, app.markdown, app.caption, app.error, app.warning,
        app.info,
    )  # fmt: skip
    said = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*said, *(button.label for button in app.button)])


def change_result(app: AppTest, changed: Callable[[Analysis], Analysis]) -> AppTest:
    """Let the set that is open have another result."""
    store = backend.runner().store
    job = store.load(app.query_params["set"])
    assert job is not None
    analysis = store.analysis(job)
    assert analysis is not None
    store.save_analysis(job.id, changed(analysis))
    return app.run()


def behind_a_tap(app: AppTest, label: str = "") -> str:
    """What the expanders say, or those of that label."""
    shown = (one for one in app.expander if label in one.label)
    return "\n".join(block.value for one in shown for block in one.markdown)


def with_notice(
    code: str, said: str = "Just say so.", *, looks_like: LiftName | None = None
) -> Callable[[Analysis], Analysis]:
    notice = Notice(code, said, looks_like=looks_like)
    return lambda analysis: replace(analysis, warnings=(notice,))
