"""What is sent to a friend: both reps, today's words, and nothing that nobody meant to send."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import ANY

import av
import numpy as np
import pytest
from PIL import Image

from formcheck.analysis import Analysis
from formcheck.guidance.explanation import guidance_for
from formcheck.guidance.notices import _both_lifts
from formcheck.page.batch_rows import Row
from formcheck.report import sketch
from formcheck.report.moment_card import WIDE_PX, Card, card, drawn, picture, slow_motion
from formcheck.report.tables import set_rows
from formcheck.report.tracks import Tracks
from formcheck.report.triage_page import triage_card
from formcheck.reps.both_lifts import LiftSpan
from formcheck.reps.lift import LiftGuess
from formcheck.video.reading import FrameReader
from tests.examples import clean_squat_set, good_morning_squat_set, late_shrug_deadlift_set
from tests.knowledge.build import finding, one_set, rep
from tests.report.stick_clip import plain_clip, poses_of
from tests.videos import write_video

NAME = "anna-in-berlin"


@pytest.fixture
def clip(tmp_path: Path, analysis: Analysis) -> Path:
    times_s = np.arange(0, analysis.clip.duration_s, 1 / 30)
    return plain_clip(tmp_path / f"{NAME}.mp4", [float(t) for t in times_s])


def shown(analysis: Analysis) -> Card:
    found = card(analysis)
    assert found
    return found


def test_the_worst_rep_stands_beside_the_best_where_its_own_value_was_reached(
    analysis: Analysis,
) -> None:
    """At the same time after the bottom one was deep and the other nearly upright."""
    worst, best = shown(analysis).sides
    assert worst.rep.number in (3, 5)
    assert "ips r" in worst.title
    assert not best.rep.findings
    metric = worst.rep.findings[0].metric
    assert best.at_s == best.rep.metrics[metric].at_s
    others = {name: found for name, found in best.rep.metrics.items() if name != metric}
    unmeasured = replace(best.rep, metrics=others)
    reps = tuple(unmeasured if rep is best.rep else rep for rep in analysis.reps)
    alone = [rep for rep in reps if rep.findings or rep is unmeasured]
    worst, best = shown(replace(analysis, reps=tuple(alone))).sides
    assert worst.rep.turn_s is not None
    assert best.rep.turn_s is not None
    since_s = worst.at_s - worst.rep.turn_s
    assert best.at_s - best.rep.turn_s == pytest.approx(since_s)
    assert shown(analysis).words[0] == analysis.set.summary
    assert shown(analysis).words[1] in analysis.set.cues


def test_a_rep_of_which_nothing_was_judged_is_never_your_best(analysis: Analysis) -> None:
    """Steady is what it seems where nobody saw it."""
    unseen = [rep if rep.findings else replace(rep, metrics={}) for rep in analysis.reps]
    (worst,) = shown(replace(analysis, reps=tuple(unseen))).sides
    assert worst.rep.findings


def test_it_says_the_limit_and_whether_limits_were_changed(analysis: Analysis) -> None:
    assert shown(analysis).sides[0].title.endswith(", limit 5°")
    assert len(shown(analysis).words) == 4
    assert shown(analysis).words[2:] == (
        "Measured: how far the torso tips forward early in the ascent; minus is upward.",
        "Dashed: bottom.",
    )  # fmt: skip
    other = {**analysis.thresholds, "good_morning_gain_deg": 7.0}
    changed = shown(replace(analysis, thresholds=other))
    assert changed.words[4] == "Judged by limits that were changed."


def test_a_batch_card_says_how_many_reps_as_the_page_does() -> None:
    """ "Keep your sets to 3 reps" stood on the page of a set and not on its card."""
    analysis = good_morning_squat_set()
    load = (
        "“Hips rose before the chest” began in rep 4: keep your sets to 3 reps, or take weight off."
    )
    card = triage_card(replace(analysis, set=replace(analysis.set, load=load)))
    assert card.cue == f"{load} {analysis.set.cues[0]}"


def test_a_fault_has_one_cue_wherever_it_stands() -> None:
    """ "Set your lats first" stood under a back that rounds, and another cue in the table."""
    rounds = replace(finding("upper_back_rounding", "severe"), metric="upper_back_curl_deg")
    pulls = one_set(*(rep(n, rounds, finding("shrug", "mild")) for n in (1, 2)), lift="deadlift")
    lats, brace = "Set your lats first.", "Brace your core before the bar moves."
    told = tuple(
        replace(explained, cues=cues)
        for explained, cues in zip(
            guidance_for(["shrug", "upper_back_rounding"], lift="deadlift", variant="unknown"),
            ((lats,), (brace,)), strict=True,
        )
    )  # fmt: skip
    pulls = replace(pulls, guidance=told, set=replace(pulls.set, cues=(lats, brace)))
    (row, _) = set_rows(pulls)
    said = shown(pulls).words
    assert (said[0], row.cue, triage_card(pulls).cue) == (brace, brace, brace)
    assert "Curl" not in " ".join(said)


def test_a_friend_is_not_asked_to_choose_a_lift() -> None:
    both = _both_lifts(LiftGuess("squat", 0.9), [LiftSpan("deadlift", 20.0, 30.0, 2.0)])
    said = shown(replace(good_morning_squat_set(), warnings=tuple(both))).words[0]
    assert said.endswith("not the deadlifts between 20.0 s and 30.0 s.")


def test_a_pull_is_laid_over_another_at_its_lift_off() -> None:
    analysis = late_shrug_deadlift_set()
    untimed = [
        replace(rep, metrics={n: replace(m, at_s=None) for n, m in rep.metrics.items()})
        for rep in analysis.reps
    ]
    worst, best = shown(replace(analysis, reps=tuple(untimed))).sides
    assert worst.rep.start_s is not None
    assert best.rep.start_s is not None
    assert best.at_s - best.rep.start_s == pytest.approx(worst.at_s - worst.rep.start_s)


def test_a_clean_set_has_one_side_and_one_without_reps_none() -> None:
    clean = clean_squat_set()
    assert len(shown(clean).sides) == 1
    assert card(replace(clean, reps=())) is None


def test_a_clean_set_is_shown_by_a_rep_that_was_judged() -> None:
    """A cut through the first rep left lines beside the body, over "nothing stood out there"."""
    clean = clean_squat_set()
    first, *rest = clean.reps
    cut = replace(clean, reps=(replace(first, metrics={}), *rest))
    (side,) = shown(cut).sides
    assert side.rep is rest[0]
    assert Row(ANY, cut, None).moment == (rest[0].turn_s, None), "nor in a coach's row"
    nobody = replace(clean, reps=tuple(replace(rep, metrics={}) for rep in clean.reps))
    assert shown(nobody).sides[0].rep.number == 1


def test_the_picture_holds_both_and_the_words_cover_neither(clip: Path, analysis: Analysis) -> None:
    rows = drawn(clip, Tracks(poses_of(analysis)), analysis, shown(analysis))
    jpeg = picture(shown(analysis), rows)
    with Image.open(io.BytesIO(jpeg)) as read:
        rgb = np.asarray(read.convert("RGB")).astype(int)
        assert not read.getexif()
        assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert rgb.shape[1] == 2 * WIDE_PX
    halves = rgb[:, :WIDE_PX], rgb[:, WIDE_PX:]
    for half, color in zip(halves, (sketch.ALERT, sketch.TEAL), strict=True):
        lines = (np.abs(half - color) < 60).all(axis=-1)
        assert lines.sum() > 100, "the lines of the fault are drawn in both, of the best as steady"
        written = (half > 200).all(axis=-1)
        assert written[:40].sum() > 50, "its title"
    assert NAME.encode() not in jpeg


def test_four_seconds_of_half_speed_without_a_name_or_a_place(
    clip: Path, analysis: Analysis, tmp_path: Path
) -> None:
    out = tmp_path / "moment.mp4"
    rows = drawn(clip, Tracks(poses_of(analysis)), analysis, shown(analysis))
    slow_motion(shown(analysis), rows, out)
    with av.open(str(out)) as read:
        stream = read.streams.video[0]
        assert stream.width == 2 * round(WIDE_PX * 2 / 3)
        told = {**read.metadata, **stream.metadata}
        assert set(told) <= {"major_brand", "minor_version", "compatible_brands", "encoder",
                             "language", "handler_name"}  # fmt: skip
        assert not read.streams.audio
        assert read.duration == pytest.approx(4_000_000, abs=50_000)
    written = out.read_bytes()
    assert NAME.encode() not in written
    assert not re.search(rb"\xa9xyz|loci|location", written)


def test_the_clip_runs_at_half_speed(tmp_path: Path, analysis: Analysis) -> None:
    """Each picture of the clip is as bright as its time; so is each picture that is sent."""
    times_s = [float(t) for t in np.arange(0, analysis.clip.duration_s, 1 / 30)]
    clip = brightening(tmp_path / "set.mp4", times_s)
    unseen = replace(poses_of(analysis), span=np.full(len(analysis.series.time_s), -1, np.int16))
    out = tmp_path / "moment.mp4"
    slow_motion(shown(analysis), drawn(clip, Tracks(unseen), analysis, shown(analysis)), out)
    seen = brightness(out)
    slope = np.polyfit(np.arange(len(seen)) / 30, seen, 1)[0]
    assert slope == pytest.approx(PER_S / 2, rel=0.1)


PER_S = 8.0


def brightening(path: Path, times_s: Sequence[float]) -> Path:
    grays = [np.full((240, 320, 3), 20 + PER_S * t, np.uint8) for t in times_s]
    return write_video(path, times_s, size=(320, 240), pictures=grays)


def brightness(path: Path) -> list[float]:
    """Of the middle of the left half."""
    pictures = [frame.rgb for frame in FrameReader(path)]
    return [float(p[250:300, 150:200].mean()) for p in pictures]


def test_lines_are_gone_where_they_are_no_longer_true(clip: Path, analysis: Analysis) -> None:
    """The lines of a depth stayed where the bottom was while the lifter stood up."""
    told = {rep.number: rep.findings[:1] for rep in analysis.reps}
    reps = tuple(replace(rep, findings=told[rep.number]) for rep in analysis.reps)
    analysis = replace(analysis, reps=reps)
    only = shown(analysis)
    rows = drawn(clip, Tracks(poses_of(analysis)), analysis, only)
    for at_s, rgb in rows[0]:
        red = int((rgb == sketch.ALERT).all(axis=-1).sum())
        apart_s = abs(at_s - only.sides[0].at_s)
        if not 0.15 < apart_s < 0.25:
            assert (red > 0) is (apart_s < 0.2), at_s
