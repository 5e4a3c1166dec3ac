"""Every place says the same reps, the same faults, the same sureness, whatever the document."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.analysis import Analysis, Fault, Finding, Notice, RepAnalysis, SetAnalysis
from formcheck.compare.html import aligned_reps
from formcheck.findings.caps import hedged
from formcheck.findings.verdict import BROKEN_OFF, clip_state, judged, verdict_of
from formcheck.guidance.explanation import guidance_for
from formcheck.guidance.set_summary import load_advice, set_summary
from formcheck.knowledge import load_knowledge
from formcheck.page.batch_table import _verdicts as coach_rows
from formcheck.page.video import alt_text
from formcheck.report import digest, panels, scenes, words
from formcheck.report.html import render_html
from formcheck.report.moment_card import card
from formcheck.report.text import render_text
from formcheck.report.triage_page import triage_card
from formcheck.report.two_reps import best_rep
from formcheck.soreness.ranking import set_evidence
from tests.examples import clean_squat_set, late_shrug_deadlift_set, without_findings
from tests.observed import some_reps

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
Said = dict[str, dict[int, bool]]
"""By fault: the reps that show it, and whether that is sure."""

METRIC: dict[Fault, str] = {
    "good_morning": "lean_gain_deg",
    "excessive_lean": "lean_peak_deg",
    "shrug": "shrug_torso",
    "shallow_depth": "depth_thigh",
    "heel_lift": "heel_rise_torso",
}
SURE = {"possible": 0.62, "likely": 0.84, "clear": 0.97}
BAD_WORDS = ("possible", "flagged")


def _finding(draw: st.DrawFn, fault: Fault, metric: str, at_s: float, **more: object) -> Finding:
    confidence = draw(st.sampled_from(sorted(SURE)))
    finding = Finding(
        fault=fault,
        severity=draw(st.sampled_from(["mild", "moderate", "severe"])),
        confidence=confidence,  # type: ignore[arg-type]
        metric=metric,
        measured=draw(st.sampled_from([6.0, 7.0, 9.0])),
        limit=5.0,
        unit="deg",
        at_s=at_s,
        message=f"Found {fault} at {at_s:.1f} s.",
        probability=SURE[confidence],
        **more,  # type: ignore[arg-type]
    )
    return hedged(finding)


@st.composite
def documents(draw: st.DrawFn) -> Analysis:
    """Sets with any findings, also such as no limits make."""
    example = clean_squat_set() if draw(st.booleans()) else late_shrug_deadlift_set()
    reps: list[RepAnalysis] = []
    for rep in example.reps[: draw(st.integers(1, 8))]:
        metrics = dict(rep.metrics)
        for name in draw(st.sets(st.sampled_from(["lean_gain_deg", "shrug_torso"]))):
            metrics[name] = replace(metrics[name], value=None, at_s=None, not_assessed="hidden")
        shown = draw(st.sets(st.sampled_from(sorted(METRIC)), max_size=3))
        start_s = rep.start_s or 0.0
        found = tuple(
            _finding(draw, fault, METRIC[fault], start_s + 0.1 * (place + 1))
            for place, fault in enumerate(sorted(shown))
        )
        reps.append(
            replace(
                rep,
                metrics=metrics,
                findings=found,
                flagged=bool(found),
                complete=draw(st.booleans()) or draw(st.booleans()),
            )
        )
    of_set = []
    numbers = [rep.number for rep in reps]
    names: list[Fault] = ["late_set_shrug", "drift"]
    for name in draw(st.sets(st.sampled_from(names))):
        named = tuple(sorted(draw(st.sets(st.sampled_from(numbers), min_size=1))))
        metric = "shrug_torso" if name == "late_set_shrug" else "lean_peak_deg"
        of_set.append(_finding(draw, name, metric, reps[-1].start_s or 0.0, reps=named))
    bare = replace(example, reps=tuple(reps), set=SetAnalysis(findings=tuple(of_set)))
    verdict = verdict_of(bare)
    codes = [f.fault for rep in reps for f in rep.findings] + [f.fault for f in of_set]
    return replace(
        bare,
        set=replace(bare.set, summary=set_summary(verdict), load=load_advice(verdict)),
        guidance=guidance_for(codes, lift=bare.lift.name, variant=bare.lift.variant),
    )


def truth(analysis: Analysis) -> Said:
    """What the findings of a document say, read without any code of ours."""
    said: Said = {}
    of_set = {finding.fault for finding in analysis.set.findings}
    for rep in analysis.reps:
        for finding in rep.findings:
            late = finding.fault == "shrug" and "late_set_shrug" in of_set
            name = "late_set_shrug" if late else finding.fault
            said.setdefault(name, {})[rep.number] = finding.confidence != "possible"
    for finding in analysis.set.findings:
        for number in finding.reps:
            said.setdefault(finding.fault, {}).setdefault(number, finding.confidence != "possible")
    return said


def state(said: Said, number: int) -> str:
    """What a rep is by its findings; empty without any."""
    sure = [reps[number] for reps in said.values() if number in reps]
    return ("flagged" if any(sure) else "possible") if sure else ""


def numbers(text: str) -> list[int]:
    """The reps that a phrase names: `1–3, 6 and 8`."""
    out: list[int] = []
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", text):
        out += range(int(first), int(last or first) + 1)
    return out


def where(text: str) -> dict[int, bool]:
    """`reps 3–8, perhaps 1 and 2` as reps and whether they are sure."""
    sure, _, perhaps = text.partition("perhaps")
    return dict.fromkeys(numbers(sure), True) | dict.fromkeys(numbers(perhaps), False)


def headline(text: str, count: int) -> tuple[Said, int]:
    """The faults that a headline names, and how many more it counts."""
    more = re.findall(r"(?i)(one|\d+) more faults?(?: (?:was|were) found)?\.", text)
    left = sum(1 if count.lower() == "one" else int(count) for count in more)
    said: Said = {}
    before: list[int] = []
    clauses = {entry.clause: entry.code for entry in load_knowledge().faults}
    # what could not be seen is told in the words of the fault, and is no fault
    for sentence in re.sub(r"We could (not )?see whether [^.]*\.", "", text).split(". "):
        found = [clause for clause in clauses if clause in sentence.lower()]
        if not found:
            continue
        place, also = sentence.lower().split(found[0])
        sure = "perhaps" not in place
        if "both reps" in place or "all " in place or "one rep" in place:
            here = list(range(1, count + 1))
        elif start := re.search(r"from rep (\d+) on", place):
            here = list(range(int(start[1]), count + 1))
        elif place.startswith("also"):
            here = before
        else:
            here = numbers(place.split(" of ")[0])
        before = before or here
        reps = dict.fromkeys(here, sure)
        said[clauses[found[0]]] = reps | dict.fromkeys(numbers(also.split("too")[0]), False)
    return said, left


def as_named(said: Said) -> Said:
    """With the late shrug under the clause it shares."""
    return {"late_set_shrug" if name == "shrug" else name: reps for name, reps in said.items()}


@settings(max_examples=60, deadline=None)
@given(documents().map(without_findings))
def test_a_clip_is_steady_only_where_each_of_its_reps_is(analysis: Analysis) -> None:
    """A card was headed "Steady" over "of 2 reps, one could be judged": the other was cut off."""
    states = {rep.state for rep in verdict_of(analysis).reps}
    assert (clip_state(analysis) == "steady") == (states == {"steady"})
    rest_is_lost = replace(analysis, warnings=(Notice(BROKEN_OFF, "It breaks off."),))
    assert clip_state(rest_is_lost) != "steady"


@settings(max_examples=60, deadline=None)
@given(documents())
def test_the_headline_says_what_the_findings_say(analysis: Analysis) -> None:
    said = truth(analysis)
    told, more = headline(analysis.set.summary, len(analysis.reps))
    assert len(told) == min(len(said), 2)
    assert len(told) + more == len(said)
    others = [fault.is_sure for fault in verdict_of(analysis).faults][len(told) :]
    assert ("Perhaps" in analysis.set.summary) >= (more > 0 and not any(others))
    for fault, reps in as_named(told).items():
        assert reps == as_named(said)[fault], analysis.set.summary
    if "steady" in analysis.set.summary and said:
        steady = re.match(r"Reps? (.+?) (?:was|were) steady", analysis.set.summary)
        assert steady
        assert not any(state(said, number) for number in numbers(steady[1]))


@settings(max_examples=40, deadline=None)
@given(documents())
def test_chips_cards_rows_labels_and_charts_say_what_the_findings_say(analysis: Analysis) -> None:
    said = truth(analysis)
    for mark in digest.strip(analysis):
        if mark.rep is None:
            continue
        number = mark.rep.number
        assert mark.kind == state(said, number) or (
            not state(said, number) and mark.kind not in BAD_WORDS
        )
        sure, _, perhaps = mark.message.partition("perhaps ")
        named = {True: sure, False: perhaps or sure}
        for finding in digest.rep_verdict(analysis, mark.rep).findings:
            assert words.fault_name(finding.fault) in named[finding.confidence != "possible"]
    cards = {fault.fault: where(fault.where) for fault in digest.faults_found(analysis)}
    assert cards == said
    sure_first = [fault.is_sure for fault in digest.faults_found(analysis)]
    assert sure_first == sorted(sure_first, reverse=True)
    flagged = [n for n in range(1, len(analysis.reps) + 1) if state(said, n) == "flagged"]
    perhaps = [n for n in range(1, len(analysis.reps) + 1) if state(said, n) == "possible"]
    assert alt_text(analysis).endswith(f"appear in {words.where_words(flagged, perhaps)}") or (
        alt_text(analysis).endswith("no flags") and not said
    )
    for panel in panels.panels(analysis):
        for band in panel.bands:
            assert not (band.flagged or band.perhaps) or state(said, int(band.label))
            assert not band.flagged or state(said, int(band.label)) == "flagged"
        for dot in panel.dots:
            assert not dot.flagged or state(said, dot.rep) == "flagged"
    labels = [flag.text for flag in scenes.flags(analysis)]
    findings = [finding for _, finding in digest.all_findings(analysis)]
    assert len(labels) == len(findings)
    for label, finding in zip(labels, findings, strict=True):
        assert label.startswith("Perhaps") == (finding.confidence == "possible")
        assert words.fault_name(finding.fault) in label.lower()


@settings(max_examples=40, deadline=None)
@given(documents())
def test_the_coach_and_the_lifter_read_the_same(analysis: Analysis) -> None:
    said = truth(analysis)
    rows = coach_rows(analysis)
    for row, fault in zip(rows, digest.faults_found(analysis), strict=bool(said)):
        assert fault.title[1:] in row
        assert where(row.split("]", 1)[1].replace(fault.title[1:], "")) == said[fault.fault]
        assert ("**" in row) == any(said[fault.fault].values())
    card = triage_card(analysis)
    if said:
        assert where(card.headline.rsplit(":", 1)[-1]) == said[card.faults[0]]
        sure = any(any(reps.values()) for reps in said.values())
        assert card.state == ("flagged" if sure else "possible")
    else:
        assert card.state not in BAD_WORDS


@settings(max_examples=15, deadline=None)
@given(documents())
def test_the_report_and_the_terminal_read_the_same(analysis: Analysis) -> None:
    said = truth(analysis)
    page = render_html(analysis)
    assert analysis.set.summary in page
    for rep in some_reps(analysis):
        kind = re.search(rf'class="mark (\w+)" href="#rep-{rep.number}"', page)
        details = re.search(rf'class="rep (\w+)"(?: open)?>\s*<summary><b>Rep {rep.number}<', page)
        assert kind
        assert details
        assert kind[1] == details[1]
        expected = state(said, rep.number)
        assert kind[1] == expected if expected else kind[1] not in BAD_WORDS
    places = [
        where(re.sub(r"<[^>]+>", " ", place))
        for place in re.findall(r'<span class="where">(.+?)</span>', page)
    ]
    assert places == [said[fault.fault] for fault in digest.faults_found(analysis)]
    text = render_text(analysis, width=200)
    for rep in some_reps(analysis):
        for finding in digest.rep_verdict(analysis, rep).findings:
            sign = "?" if finding.confidence == "possible" else "!"
            assert f"{sign} {words.finding_name(finding)} ({words.size(finding)})" in text


@settings(max_examples=40, deadline=None)
@given(documents())
def test_two_reps_two_sets_and_the_answer_why_say_what_the_findings_say(analysis: Analysis) -> None:
    """A rep that only a finding of the set names was drawn as steady, and shown as "your best".

    The answer to "why is it sore" called a late shrug sure in a rep that only perhaps shows it.
    """
    said = truth(analysis)
    for curve in aligned_reps(analysis):
        assert curve.flagged == (state(said, curve.number) == "flagged")
    sent = card(analysis)
    for side in sent.sides[1:] if sent else ():
        assert not state(said, side.rep.number), side.title
    steady = {n for n in range(1, len(analysis.reps) + 1) if not state(said, n)}
    for rep in analysis.reps:
        beside = best_rep(analysis, rep)
        others = [one for one in analysis.reps if one.number in steady - {rep.number}]
        how = judged(rep, analysis.lift) == "not"
        if any((judged(one, analysis.lift) == "not") == how for one in others):
            assert beside
            assert beside.number in steady
    for (_, fault), seen in set_evidence([analysis]).strongest.items():
        late = fault == "shrug" and "late_set_shrug" in said
        told = dict.fromkeys(seen.sure, True) | dict.fromkeys(seen.perhaps, False)
        assert told == said["late_set_shrug" if late else fault]


@settings(max_examples=60, deadline=None)
@given(documents())
def test_a_fault_that_comes_and_goes_does_not_end_sets(analysis: Analysis) -> None:
    """Rep 6 flagged, rep 7 steady, yet “stop before rep 6”: never again."""
    said = truth(analysis)
    if analysis.set.load:
        assert state(said, analysis.reps[-1].number) == "flagged"
        if clean := re.match(r"Rep (\d+) was your last clean one", analysis.set.load):
            last = int(clean[1])
            assert not any(state(said, n) for n in range(1, last + 1))
            assert all(state(said, n) for n in range(last + 1, len(analysis.reps) + 1))
        started = re.match(r"It (?:began|may have begun) in rep (\d+)", analysis.set.load)
        if started or analysis.set.load.startswith("It "):
            told, _ = headline(analysis.set.summary, len(analysis.reps))
            assert int(started[1] if started else 1) in next(iter(told.values()))
