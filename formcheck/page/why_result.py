"""The answer: warning signs, what to do first, likely reasons, what eases it, a plan.

Shows the result and adds nothing: what may not stand next to a warning sign is already gone.
"""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from formcheck.knowledge.entries import Exercise, Text
from formcheck.page import sayings
from formcheck.page.sayings import cite
from formcheck.page.text import download, escaped
from formcheck.soreness.plan import plan_html, plan_markdown
from formcheck.soreness.triage_result import Clock, Plan, Reason, ReliefStep, TriageResult, advice

ANSWER = "likely-reasons"
FIRST = "first-of-all"
STRENGTH_COLORS = {"much": "green", "some": "blue", "little": "gray"}


def warnings(result: TriageResult) -> None:
    """The warning signs with whom to see; nothing when there are none."""
    for titles, see, signs in advice(result):
        cited = [*see.sources, *(code for sign in signs for code in sign.sources)]
        codes = sayings.codes(cited) if result.urgency != "now" else ""
        said = " ".join(dict.fromkeys(sign.text for sign in signs))
        first = [f"**{'; '.join(titles)}.**", f"**{see.text}**"]
        if result.urgency == "now":  # what to do goes before a list of signs, which may be long
            first.reverse()
        st.error(
            f"{' '.join(first)}\n\n{said} {codes}",
            icon=":material/emergency_home:",
        )
    if result.other_signs:
        st.markdown(f"You also told us: {'; '.join(result.other_signs)}.")
    if result.leave_out:
        st.markdown(f"**{' '.join(map(cite, result.leave_out))}**")
    if result.urgency == "now":
        st.caption(result.disclaimer.text)


def in_short(result: TriageResult) -> None:
    """The answer so far in a line, with a link to the rest, for a narrow screen.

    Of a warning sign what to do: the warning further up or down can be out of sight.
    """
    if result.red_flags:
        see = advice(result)[0][1].text
        short = see if result.urgency == "now" else f"{see.split('.')[0]}."
        st.markdown(f":material/emergency_home: **{short}**")
    elif result.reasons:
        first, others = result.reasons[0], len(result.reasons) - 1
        more = f" ({first.strength_words.lower()}){f' and {others} more' if others else ''}"
        begins = FIRST if result.before_advice else ANSWER
        st.markdown(f":material/lightbulb: So far: **{first.title}**{more}. [Read on](#{begins})")


def answer(result: TriageResult) -> None:
    """Everything below the warning signs."""
    if result.before_advice:
        st.header("First of all", anchor=FIRST)
        st.warning(cite(result.before_advice), icon=":material/emergency_home:")
    for sentence in (*result.nothing, *result.asks):
        st.markdown(sayings.cite_article(sentence))
    _first(result)
    _reasons(result)
    if result.clock:
        _clock(result.clock, result.first)
    if result.plan:
        with st.expander("Next session", icon=":material/event:"):
            _plan(result.plan)
        page, text = plan_html(result.plan), plan_markdown(result.plan)
        name = "next-session"
        with st.container(horizontal=True):
            download("Plan to print", "print", f"{name}.html", page, "why_plan_html")
            download("As text", "notes", f"{name}.md", text, "why_plan_md")
    if result.who_can_help:
        with st.expander("Who can help", icon=":material/stethoscope:"):
            sayings.bullets(cite(who) for who in result.who_can_help)
    if result.watch_for and not result.before_advice:
        st.markdown(cite(result.watch_for))
    if result.reasons or result.clock:
        sayings.words_used(_texts(result))
        sayings.sources()
    st.caption(result.disclaimer.text)


def _first(result: TriageResult) -> None:
    if result.first:
        st.header("Do this first")
        said = []
        for number, one in enumerate(result.first_in_full, 1):
            when = "Next session: " if result.waits(one) else ""
            said.append(f"{number}. **{when}{one.text}** {sayings.codes(one.sources)}")
        st.markdown("\n".join(said))


def _reasons(result: TriageResult) -> None:
    if result.reasons or result.feels:
        st.header("Likely reasons", anchor=ANSWER)
    for feel in result.feels:
        st.markdown(f"**{feel.title}.** {cite(feel.text)}")
    for number, reason in enumerate(result.likeliest, 1):
        _reason(number, reason.beyond(result.first))
    if more := result.also_possible:
        titles = "; ".join(reason.title for reason in more)
        with st.expander(f"Also possible: {titles}", icon=":material/more_horiz:"):
            for number, reason in enumerate(more, len(result.likeliest) + 1):
                _reason(number, reason.beyond(result.first))


def _reason(number: int, reason: Reason) -> None:
    with st.container(border=True, gap="small"):
        color = STRENGTH_COLORS[reason.strength]
        st.markdown(f"**{number}. {reason.title}** :{color}-badge[{reason.strength_words}]")
        for sentence in reason.why:
            st.markdown(cite(sentence))
        sayings.lines(
            [
                *(f":green[:material/add:] {escaped(e.text)}" for e in reason.because),
                *(f":orange[:material/remove:] {escaped(e.text)}" for e in reason.against),
            ]
        )
        if reason.next:
            when = f"**{reason.when.strip()}** " if reason.when else ""
            st.markdown(f"{when}{cite(reason.next)}")
        sayings.bullets(f"**{cue.text}** {sayings.codes(cue.sources)}" for cue in reason.cues)


def _clock(clock: Clock, told: tuple[Text, ...]) -> None:
    steps = [step for step in clock.now if step.adds_to(told)]
    if steps:
        st.header(clock.title)
    for step in steps:
        _step(step, told)
    if clock.later or clock.open_questions:
        with st.expander("Later, and where the articles disagree", icon=":material/balance:"):
            for step in clock.later:
                _step(step, later=True)
            for question in clock.open_questions:
                sayings.open_question(question)
    if clock.line:
        line = st.error if clock.past_line else st.warning
        line(cite(clock.line), icon=":material/timer:")


def _step(step: ReliefStep, told: tuple[Text, ...] = (), *, later: bool = False) -> None:
    """What suits; of what begins to suit later also from when on."""
    when = f" :gray-badge[from {step.from_h:g} hours on]" if later else ""
    said = " ".join(map(cite, step.beyond(told)))
    st.markdown(f"**{step.title}**{when}  \n{said}")
    sayings.how_to(step.exercises.drills)


def _plan(plan: Plan) -> None:
    for title, routine in plan.routines:
        st.markdown(f"**{title}**")
        if routine is plan.later and plan.later_when:
            st.markdown(cite(plan.later_when))
        sayings.how_to(routine.drills)
    sayings.bullets(cite(sentence) for sentence in (*plan.progress, plan.note))


def _texts(result: TriageResult) -> Iterator[str]:
    """Everything shown, to find the words that need explaining."""
    for reason in result.reasons:
        yield reason.title
        next_step = (reason.next,) if reason.next else ()
        yield from (sentence.text for sentence in (*reason.why, *reason.cues, *next_step))
    for feel in result.feels:
        yield feel.text.text
    for step in (*result.clock.now, *result.clock.later) if result.clock else ():
        yield from (sentence.text for sentence in step.texts)
        yield from _drill_texts(step.exercises.drills)
    if result.plan:
        plan = result.plan
        for _, routine in plan.routines:
            yield from _drill_texts(routine.drills)


def _drill_texts(exercises: tuple[Exercise, ...]) -> Iterator[str]:
    for one in exercises:
        yield from (one.name, one.why.text, *(step.text for step in one.steps))
