"""What became of what was found last time, in words."""

from __future__ import annotations

from dataclasses import replace

from formcheck.analysis import Analysis, Finding
from formcheck.compare.differences import compare
from formcheck.compare.in_words import rows
from formcheck.findings.verdict import verdict_of
from formcheck.history.lines import became_of
from formcheck.history.record import About, kept
from tests.examples import (
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
    only_perhaps,
)

OTHERS = "The limits were different then"


def test_limits_that_were_others_are_said_and_only_then() -> None:
    """Whoever widens a limit is not told that a fault is gone."""
    then, now = good_morning_squat_set(), clean_squat_set()
    said = became_of(kept(then, About("2026-05-01")), now)
    assert "2 of 6 reps then, 0 of 5 now" in said[0]
    assert not any(OTHERS in line for line in said)
    wider = replace(now, thresholds=now.thresholds | {"good_morning_gain_deg": 20.0})
    *same, added = became_of(kept(then, About("2026-05-01")), wider)
    assert tuple(same) == said
    assert OTHERS in added


def test_a_camera_that_stood_elsewhere_is_said_where_something_is_compared() -> None:
    """It stood in a fold at the end of the page only, under what seemed to have become better."""
    then, now = good_morning_squat_set(), clean_squat_set()
    before = kept(then, About("2026-05-01"))
    elsewhere = replace(now, view=replace(now.view, name="oblique", yaw_deg=35.0))
    *same, added = became_of(before, elsewhere)
    assert tuple(same) == became_of(before, now)
    assert added == "The camera stood elsewhere; that alone may explain it."
    nobody_knows = replace(now, view=replace(now.view, name="unknown", yaw_deg=None))
    assert became_of(before, nobody_knows) == tuple(same), "it may have stood there"
    unseen = replace(elsewhere, reps=tuple(replace(rep, metrics={}) for rep in now.reps))
    alone = became_of(before, unseen)
    assert alone
    assert all(line.endswith("it could not be seen this time.") for line in alone)


def test_perhaps_is_no_proof_that_a_fault_is_gone() -> None:
    then = good_morning_squat_set()
    (said, *_) = became_of(kept(then, About("2026-05-01")), only_perhaps(then))
    assert said.endswith("2 of 6 reps then, 0 of 6 now (perhaps 2): too few reps to tell.")


def test_last_time_and_the_comparison_below_it_say_the_same() -> None:
    """One counted the reps that one measure of a back was read in, the other those of another."""
    bent = late_shrug_deadlift_set()
    shrug = next(one for rep in bent.reps for one in rep.findings if one.fault == "shrug")
    round_back = replace(shrug, fault="upper_back_rounding", confidence="clear")
    curled = replace(round_back, metric="upper_back_curl_deg")
    outlined = replace(round_back, metric="upper_back_bend_deg")
    read = bent.reps[0].metrics["lean_peak_deg"]

    def with_reps(*metrics: tuple[str, ...], found: Finding) -> Analysis:
        reps = (
            replace(rep, findings=(), metrics=dict.fromkeys(names, read))
            for rep, names in zip(bent.reps, metrics, strict=False)
        )
        first, *others = reps
        reps_now = (replace(first, findings=(found,)), *others)
        return replace(bent, reps=reps_now, set=replace(bent.set, findings=()))

    then = with_reps((curled.metric,), (outlined.metric,), (), found=curled)
    now = with_reps((outlined.metric,), (outlined.metric,), (outlined.metric,), found=outlined)
    (said,) = became_of(kept(then, About("2026-05-01")), now)
    assert "1 of 2 reps then, 1 of 3 now: too few reps" in said
    (row,) = (row for row in rows(compare(then, now), now) if row.label.endswith("in reps"))
    assert (row.before, row.after, row.change) == ("1 of 2", "1 of 3", "too few reps to tell")
    there, back = compare(then, now).faults, compare(now, then).faults
    assert [(one.after, one.before) for one in there] == [(one.before, one.after) for one in back]


def test_another_style_is_no_success() -> None:
    """A lean that another style allows was gone, "less often", without a word of the style."""
    then = good_morning_squat_set()
    assert not any("style" in line for line in became_of(kept(then, About("2026-05-01")), then))
    low = replace(clean_squat_set(), lift=replace(then.lift, variant="low_bar"))
    leaned = replace(then.reps[4].findings[1], confidence="clear")
    assert leaned.fault == "excessive_lean"
    alone = replace(then, reps=(replace(then.reps[4], findings=(leaned,)),))
    *_, added = became_of(kept(alone, About("2026-05-01")), low)
    assert added == "The style differs or is not known; that alone may explain it."
    bare = replace(low, lift=replace(low.lift, variant="bodyweight"))
    (said,) = became_of(kept(alone, About("2026-05-01")), bare)
    assert said.endswith("1 of 1 rep then; it is not looked for in this style.")


def test_of_one_rep_it_is_said_as_of_one() -> None:
    """A set of one rep was told as "1 of 1 reps then"."""
    then = good_morning_squat_set()
    alone = replace(then, reps=(replace(then.reps[4], number=1),))
    (said, *_) = became_of(kept(alone, About("2026-05-01")), then)
    assert "1 of 1 rep then, 2 of 6 now" in said


def test_of_a_set_without_a_fault_nothing_is_said() -> None:
    now = clean_squat_set()
    wider = replace(now, thresholds=now.thresholds | {"good_morning_gain_deg": 20.0})
    assert became_of(kept(now, About("2026-05-01")), wider) == ()


def test_a_fault_that_the_set_renames_is_counted_in_its_reps() -> None:
    """Their reps call it a shrug: a late one was told as in 0 reps, and was in two."""
    then = late_shrug_deadlift_set()
    (said,) = became_of(kept(then, About("2026-05-01")), then)
    same = "Shoulders crept up: 2 of 7 reps then (perhaps 1 more), 2 of 7 now (perhaps 1 more)"
    assert said == f"{same}: no difference we can see."


def test_what_only_the_set_has_is_in_no_share_of_reps_and_takes_no_place() -> None:
    """Form that slipped is in no rep by its name: it was told as in 0 reps then and now."""
    then = good_morning_squat_set()
    lean = then.reps[4].findings[1]
    slipped = replace(lean, fault="drift", severity="severe", confidence="clear", reps=(5, 6))
    slipped = replace(slipped, measured=3 * slipped.limit)
    drifted = replace(then, set=replace(then.set, findings=(slipped,)))
    assert "drift" in {fault.fault for fault in verdict_of(drifted).faults[:2]}
    assert became_of(kept(drifted, About("2026-05-01")), drifted) == became_of(
        kept(then, About("2026-05-01")), then
    )
