"""What a page takes and refuses while clips arrive, without a browser: none costs another."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from formcheck.errors import FormcheckError
from formcheck.jobs import spool
from formcheck.jobs.settings import JobSettings
from formcheck.page import backend
from tests.app.conftest import APP, upload, wait_for_result
from tests.app.said import words_of
from tests.videos import write_video

pytestmark = pytest.mark.long

COACH = "formcheck/page/pages/coach.py"


@pytest.fixture
def strict_app(example_app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """As users have it: what is no video is refused."""
    monkeypatch.setattr(JobSettings, "reads_clips", True)
    return example_app


def test_what_is_no_video_is_refused_at_once_and_never_waits(strict_app: AppTest) -> None:
    app = upload(strict_app, "notes.mp4", b"just text")
    (error,) = app.error
    assert error.value.startswith(r"notes\.mp4 is not a video")
    assert app.file_uploader
    assert not list(backend.runner().store.all_jobs())
    assert not list(backend.runner().store.clips.iterdir())


def test_the_other_clips_of_a_session_go_on(strict_app: AppTest, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "set.mp4", [n / 30 for n in range(40)])
    app = strict_app.switch_page(COACH).run()
    app.file_uploader[0].upload("empty.mp4", b"")
    app.file_uploader[0].upload("notes.mp4", b"just text")
    app.file_uploader[0].upload("set.mp4", clip.read_bytes())
    app.run()
    assert len(app.error) == 2
    assert r"empty\.mp4" in app.error[0].value
    assert r"notes\.mp4" in app.error[1].value
    assert [job.clip_name for job in backend.runner().store.all_jobs()] == ["set.mp4"]
    # in another tab, where the red lines are gone
    again = AppTest.from_file(str(APP), default_timeout=120)
    again.query_params[backend.BATCH_PARAM] = app.query_params[backend.BATCH_PARAM]
    again.switch_page(COACH).run()
    assert not again.error
    assert r"notes\.mp4 is not a video" in words_of(again)


@pytest.fixture
def broken_off(strict_app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """While a clip is taken the browser asks for the next run, as it does while clips arrive."""
    asked: list[str] = []

    def ask_and_read(clip: Path, name: str) -> FormcheckError | None:
        context = get_script_run_ctx()
        if context and context.script_requests and name not in asked:
            asked.append(name)
            assert context.script_requests.request_rerun(
                RerunData(page_script_hash=context.page_script_hash)
            )
        return refusal(clip, name)

    refusal = spool.refusal
    monkeypatch.setattr(spool, "refusal", ask_and_read)
    return strict_app


def test_a_run_that_is_broken_off_loses_no_clip_of_a_session(
    broken_off: AppTest, tmp_path: Path
) -> None:
    clip = write_video(tmp_path / "set.mp4", [n / 30 for n in range(40)])
    app = broken_off.switch_page(COACH).run()
    app.file_uploader[0].upload("notes.mp4", b"just text")
    app.file_uploader[0].upload("one.mp4", clip.read_bytes())
    app.file_uploader[0].upload("two.mp4", clip.read_bytes())
    app.run()
    shown = words_of(app)
    assert "2 clips" in shown
    assert {"one.mp4", "two.mp4"} <= {job.clip_name for job in backend.runner().store.all_jobs()}
    assert len(list(backend.runner().store.all_jobs())) == 2
    (error,) = app.error
    assert error.value.startswith(r"notes\.mp4")


def test_a_run_that_is_broken_off_loses_no_set(broken_off: AppTest, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "set.mp4", [n / 30 for n in range(40)])
    app = upload(broken_off, "set.mp4", clip.read_bytes())
    (job,) = backend.runner().store.all_jobs()
    assert app.session_state["open_set"] == job.id
    assert app.query_params[backend.JOB_PARAM] == job.id


def test_another_try_is_offered_only_where_it_can_help(
    example_app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = wait_for_result(upload(example_app, "notes.mp4", b"just text"))
    assert "Try again" in words_of(app)
    monkeypatch.setattr(JobSettings, "reads_clips", True)
    app.run()
    assert "Try again" not in words_of(app)
    assert "Check another clip" in words_of(app)


def test_a_folder_that_is_added_again_brings_only_what_is_new(
    example_app: AppTest, tmp_path: Path
) -> None:
    """Every row stood there twice, as "The same clip as" itself."""
    (tmp_path / "one.mp4").write_bytes(b"example:clean_squat_set")
    app = example_app.switch_page(COACH).run()

    def added() -> list[str]:
        app.text_input(key="folder").set_value(str(tmp_path))
        next(button for button in app.button if button.label == "Add its clips").click().run()
        assert "same clip as" not in words_of(wait_for_result(app))
        jobs = backend.runner().store.all_jobs()
        return sorted(f"{job.clip_name} {job.clip_sha256[:4]}" for job in jobs)

    assert len(once := added()) == 1
    assert added() == once
    assert "One clip is here already." in words_of(app)
    (tmp_path / "two.mp4").write_bytes(b"example:late_shrug_deadlift_set")
    (tmp_path / "one.mp4").write_bytes(b"example:good_morning_squat_set")
    assert len(added()) == 3, "another clip under an old name is another clip"
