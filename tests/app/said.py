"""What a page says without a browser, and a set that has another result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from formcheck.analysis import Analysis, Notice
from formcheck.lifts import LiftName
from formcheck.page import backend

OpenExample = Callable[[str], AppTest]


def words_of(app: AppTest) -> str:
    """Everything the page says."""
    parts: list[Iterable[object]] = [
        (element.value for element in kind)
        for kind in (app.title, app.header, app.subheader, app.markdown, app.caption, app.error)
    ]
    parts += [(element.value for element in app.info), (b.label for b in app.button)]
    return "\n".join(str(value) for part in parts for value in part)


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
