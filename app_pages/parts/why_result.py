"""The answer: warning signs, likely reasons, what eases it, a plan."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from app_pages.parts import sayings
from app_pages.parts.sayings import cite
from formcheck.guidance.explanation import Drill
from formcheck.soreness.plan import Plan, plan_for
from formcheck.soreness.plan_page import plan_html, plan_markdown
from formcheck.soreness.relief import Clock, ReliefStep
from formcheck.soreness.triage import Reason, TriageResult

ANSWER = "likely-reasons"
STRENGTH_COLORS = {"much": "green", "some": "blue", "little": "gray"}


def warnings(result: TriageResult) -> None:
    """The warning signs with whom to see; nothing when there are none."""
    for flag in result.red_flags:
        st.error(
            f"**{flag.title}.** **{flag.see.text}**\n\n{flag.text.text} "
            f"{sayings.codes((*flag.text.sources, *flag.see.sources))}",
            icon=":material/emergency_home:",
        )
    if result.red_flags:
        with st.expander("Who can help", icon=":material/stethoscope:", expanded=True):
            sayings.bullets(cite(who) for who in result.who_can_help)


def in_short(result: TriageResult) -> None:
    """The answer so far in a line, with a way down to the rest, for a narrow screen."""
    if result.reasons and not result.red_flags:
        first = result.reasons[0].title
        others = len(result.reasons) - 1
        more = f" and {others} more" if others else ""
        st.markdown(f":material/lightbulb: So far: **{first}**{more}. [Read on](#{ANSWER})")


def answer(result: TriageResult) -> None:
    """Everything below the warning signs."""
    st.subheader("Likely reasons", anchor=ANSWER)
    if result.hold:
        st.markdown(f"**{cite(result.hold)}**")
    for sentence in result.nothing:
        st.markdown(cite(sentence))
    for number, reason in enumerate(result.reasons, 1):
        _reason(number, reason)
    for feel in result.feels:
        st.markdown(f"**{feel.title}.** {cite(feel.text)}")
    _clock(result.clock)
    plan = plan_for(result)
    if plan:
        _plan(plan)
    sayings.words_used(_texts(result))
    sayings.sources()
    st.caption(cite(result.disclaimer))


def _reason(number: int, reason: Reason) -> None:
    with st.container(border=True, gap="small"):
        color = STRENGTH_COLORS[reason.strength]
        st.markdown(f"**{number}. {reason.title}** :{color}-badge[{reason.strength_words}]")
        for sentence in reason.why:
            st.markdown(cite(sentence))
        sayings.lines(
            [
                *(f":green[:material/add:] {sayings.plain(e.text)}" for e in reason.because),
                *(f":orange[:material/remove:] {sayings.plain(e.text)}" for e in reason.against),
            ]
        )
        st.markdown(f"**Next session:** {cite(reason.next)}")
        sayings.bullets(f"**{cue.text}** {sayings.codes(cue.sources)}" for cue in reason.cues)


def _clock(clock: Clock) -> None:
    if clock.held:
        st.subheader("For now")
        st.markdown(f"**{cite(clock.held)}**")
    elif clock.now:
        st.subheader("What eases it now" if clock.hours is not None else "What eases it")
        for step in clock.now:
            _step(step)
        for step in clock.later:
            _step(step, after=True)
    for question in clock.open_questions:
        sayings.open_question(question)
    line = st.error if clock.past_line else st.warning
    line(cite(clock.line), icon=":material/timer:")


def _step(step: ReliefStep, *, after: bool = False) -> None:
    later = f" :gray-badge[from {step.from_h:g} hours on]" if after else ""
    said = " ".join(cite(sentence) for sentence in step.texts)
    st.markdown(f"**{step.title}**{later}  \n{said}")
    sayings.how_to(step.exercises)


def _plan(plan: Plan) -> None:
    st.subheader("Next leg day")
    with st.container(horizontal=True):
        st.download_button(
            "Plan to print",
            plan_html(plan),
            "next-leg-day.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
            key="why_plan_html",
        )
        st.download_button(
            "As text",
            plan_markdown(plan),
            "next-leg-day.md",
            "text/markdown",
            icon=":material/notes:",
            on_click="ignore",
            key="why_plan_md",
        )
    for title, exercises in (
        ("Before", plan.warm_up),
        ("Besides", plan.accessories),
        ("After", plan.afterward),
    ):
        st.markdown(f"**{title}**")
        sayings.how_to(exercises)
    sayings.bullets(cite(sentence) for sentence in (*plan.progress, plan.note))


def _texts(result: TriageResult) -> Iterator[str]:
    """Everything shown, to find the words that need explaining."""
    for reason in result.reasons:
        yield from (reason.title, reason.next.text)
        yield from (sentence.text for sentence in (*reason.why, *reason.cues))
        yield from _drill_texts((*reason.warm_up, *reason.accessories))
    for feel in result.feels:
        yield feel.text.text
    for step in (*result.clock.now, *result.clock.later):
        yield from (sentence.text for sentence in step.texts)
        yield from _drill_texts(step.exercises)


def _drill_texts(exercises: tuple[Drill, ...]) -> Iterator[str]:
    for one in exercises:
        yield from (one.name, one.why.text, *(step.text for step in one.steps))
