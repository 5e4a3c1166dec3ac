"""Tables print the figures of a score, on one screen first."""

from __future__ import annotations

from dataclasses import replace

from formcheck.benchmark.scoring import failed, score_clip
from formcheck.benchmark.summaries import Share
from formcheck.benchmark.tables import (
    counted,
    counts_table,
    first_page,
    neither_table,
    number,
    percent,
    report,
    table,
    what_was_judged,
)
from tests.benchmark.documents import document, finding, gain, label, rep, told_neither

CLEAN = {"faults": [], "lean_gain_deg": 0.0}
FAULTY = {"faults": ["good_morning"], "lean_gain_deg": 8.0}
SCORE = score_clip(
    label(CLEAN, FAULTY, camera={"azimuth_deg": 12}, handheld=True),
    document(
        rep(0, finding("shrug"), metrics=gain(1.0)),
        rep(1, finding("good_morning"), metrics=gain(9.0)),
    ),
)


def test_markdown():
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert [percent(v) for v in (1.0, 0.955, None)] == ["100 %", "96 %", "–"]
    assert [number(v, 1) for v in (0.25, None)] == ["0.2", "–"]
    assert counted(Share(5, 10)) == "5 of 10: 50 % (27–73 %)"
    assert counted(Share(0, 0)) == "–"


def test_one_of_a_thing_is_no_plural():
    """A folder with one labeled clip had "1 clips (1 squats"."""
    said = what_was_judged([SCORE])
    assert said.startswith("1 clip (1 squat, 0 deadlifts, 0 neither) with 2 complete reps;")


def test_the_first_page_fits_on_a_screen_and_says_what_decides():
    lines = first_page([SCORE]).splitlines()
    assert len(lines) <= 24
    text = "\n".join(lines)
    assert "**clean reps flagged** | 1 of 1: 100 %" in text
    assert "**good morning found** | 1 of 1: 100 %" in text
    assert "**hips shooting up found** | –" in text
    assert "holds the truth** | 2 of 2: 100 %" in text
    assert "mean half-width | 2.00°" in text


def test_the_report_groups_by_view_plate_and_camera():
    text = report([SCORE, failed(label(FAULTY), "no video")])
    assert text.index("clean reps flagged") < text.index("## Counts")
    assert "| 10° | 1 of 1: 100 %" in text
    assert "| handheld | 1 of 1: 100 %" in text
    assert "| tripod |" not in text  # no rep was filmed from one
    assert "| clip | 0 of 1 | squat | no video |" in text
    assert "### `lean_gain_deg` (deg)" in text


def test_the_share_of_views_is_of_clips_whose_view_is_labeled():
    """A clip whose view nobody labeled counted as one that was right."""
    wrong = score_clip(label(CLEAN, camera={"view": "front"}), document(rep(0)))
    lost = failed(label(CLEAN, camera={"view": "side"}), "no video")
    assert "| view | – |" in counts_table([SCORE, failed(label(FAULTY), "no video")])
    assert "| view | 0 of 2: 0 %" in counts_table([SCORE, wrong, lost])


def test_what_is_told_of_neither_lift_stands_by_movement():
    sure, doubtful = finding("shrug"), finding("shrug", "possible")
    cut_off = replace(rep(1), end_s=None, complete=False)
    rows = [
        score_clip(label(lift="other", variant="row"), told_neither(document(), 0.9)),
        score_clip(label(lift="other", variant="curl"), document(cut_off)),
        score_clip(label(lift="other", variant="row"), told_neither(document(rep(0, sure)), 0.3)),
        score_clip(label(lift="other", variant="split_squat"), document(rep(0, doubtful))),
        score_clip(label(CLEAN), document(rep(0, sure))),  # a squat is none of these
    ]
    text = neither_table(rows)
    (row,) = [line for line in text.splitlines() if line.startswith("| row |")]
    assert row.count("1 of 2: 50 %") == 3
    assert row.endswith("| 0.60 |")
    assert "| split squat | 0 of 1: 0 %" in text
    (row,) = [line for line in text.splitlines() if line.startswith("| curl |")]
    assert "| 1 of 1: 100 %" in row
    assert "| 0 of 1: 0 %" in row
    assert "| all | 2 of 4: 50 %" in text


def test_findings_of_the_set_are_told_of_neither_lift_too():
    flagged = document(set_findings=(finding("shrug", "clear"),))
    assert score_clip(label(lift="other"), flagged).sure == 1
    assert neither_table([SCORE]) == "None.\n"
