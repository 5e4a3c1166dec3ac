"""The soreness questions as taps: everything may be left out, answers stay for the session.

Beside them the sets to weigh: those of the day, and of the last days from the owner's history.
Soreness comes a day or two after a set, when what was uploaded is gone; the numbers are still there
where somebody switched the history on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError, InputError
from formcheck.history.lines import day_words
from formcheck.history.record import KeptSet, set_id
from formcheck.history.store import History
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.soreness import HoursQuestion, Question
from formcheck.page import backend, navigation
from formcheck.page.text import escaped
from formcheck.report import words
from formcheck.report.document import parse_document
from formcheck.soreness.answers import Answers, questions_for
from formcheck.soreness.triage import Sign, is_emergency, sign_of

STEPS = {
    "safety": "",
    "feel": "How it feels",
    "day": "That day",
    "more": "A closer look: gear, daily life",
}
OPTIONAL = "more"
LIFTS = "lifts"
"""The question that a set answers, too."""


def ask() -> tuple[Answers, dict[str, DeltaGenerator]]:
    """Show the questions that are worth asking; the first emergency ends them.

    Returns:
        What was answered, and a place below each question: what is said there moves no answer
        from under the finger.
    """
    given = answered()
    asked = questions_for(given)
    shown = _up_to_an_emergency(asked, given)
    clock = load_knowledge().hours
    below: dict[str, DeltaGenerator] = {}
    for step, title in STEPS.items():
        questions = [entry for entry in shown if entry.step == step]
        if not questions:
            break
        with _section(step, title):
            for question in questions:
                _question(question)
                below[question.id] = st.container()
            if step == clock.step and not is_emergency(given):
                _hours(clock)
                below[clock.id] = st.container()
    return Answers.of(_chosen(asked), _hours_given(clock)), below


def answered() -> Answers:
    """What this session answered up to the last tap, whichever page it is on."""
    knowledge = load_knowledge()
    return Answers.of(_chosen(knowledge.questions), _hours_given(knowledge.hours))


def sign() -> Sign | None:
    """The most urgent warning sign that this session knows of, whichever page it is on."""
    return sign_of(answered())


def show_sign(sign: Sign | None) -> None:
    """What to do, in the place of advice beside a set; nothing where there is no sign."""
    if sign is None:
        return
    with st.container(border=True, key="warned"):
        st.markdown(f":material/emergency_home: **{sign.says}**")
        st.page_link(
            navigation.WHY,
            label="Your warning sign, and what to do",
            icon=":material/self_improvement:",
        )


def _up_to_an_emergency(questions: tuple[Question, ...], given: Answers) -> tuple[Question, ...]:
    """The questions up to the one whose answer, with those above it, makes it one."""
    above: frozenset[str] = frozenset()
    for place, question in enumerate(questions, 1):
        above |= {f"{question.id}.{option}" for option in given.to(question.id)}
        if is_emergency(Answers(above)):
            return questions[:place]
    return questions


def attached() -> list[Analysis]:
    """Sets to take into account: those of the day, of the history, and documents dropped in.

    Ticked is the set that is open, else the last day of a history: others may be somebody else's.
    """
    st.header("What your sets show")
    of_the_day = backend.sets_of_the_day()
    here = [job_id for job_id in of_the_day if job_id == st.session_state.get("open_set")]
    before, last_day = kept_lately(of_the_day, backend.MOST_SETS - len(of_the_day))
    known = of_the_day | {set_id: named(one) for set_id, one in before.items()}
    chosen = []
    if known:
        # the answer names a set as it is called here
        known = {job_id: known[job_id].renamed(label) for job_id, label in _labels(known).items()}
        chosen = st.pills(
            "Sets to take into account",
            list(known),
            selection_mode="multi",
            default=here or last_day,
            format_func=lambda job_id: escaped(
                known[job_id].clip.name if job_id in known else job_id
            ),
            key="why_sets",
            wrap=True,
        )
    else:
        st.page_link(navigation.CHECK, label="Check a set first", icon=":material/videocam:")
    return [known[job_id] for job_id in chosen] + _documents()


def lifts_of(sets: Collection[Analysis]) -> str:
    """What was lifted in these sets, which counts without being tapped."""
    known = (words.lift_words(one).lower() for one in sets if one.lift.name != "unknown")
    return "; ".join(dict.fromkeys(known))


def _labels(known: dict[str, Analysis]) -> dict[str, str]:
    """The clip of each set; two phones may have called theirs by one name."""
    names = Counter(analysis.clip.name for analysis in known.values())
    seen: Counter[str] = Counter()
    labels = {}
    for job_id, analysis in known.items():
        name = analysis.clip.name
        seen[name] += 1
        labels[job_id] = f"{name} ({seen[name]})" if names[name] > 1 else name
    return labels


def raised_at(answers: Answers) -> str:
    """The question whose answer, with those above it, raised the first warning."""
    knowledge = load_knowledge()
    above: frozenset[str] = frozenset()
    for question in knowledge.questions:
        above |= {f"{question.id}.{option}" for option in answers.to(question.id)}
        if any(flag.raised_by(above, answers.hours) for flag in knowledge.signs):
            return question.id
    return knowledge.hours.id


def start_over() -> None:
    """Forget every answer; the sets are no answers, and stay ticked.

    Each is set to nothing: one that is deleted stays pressed in the browser, and counts no more.
    """
    knowledge = load_knowledge()
    for question in knowledge.questions:
        st.session_state[_key(question.id)] = [] if question.kind == "many" else None
    st.session_state[_key(knowledge.hours.id)] = None


def _section(step: str, title: str) -> DeltaGenerator:
    if step == OPTIONAL:
        return st.expander(title, icon=":material/zoom_in:")
    if title:
        st.header(title)
    return st.container()


def _key(question_id: str) -> str:
    return f"why_{question_id}"


def _chosen(questions: tuple[Question, ...]) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for question in questions:
        known = [option for option in _picked(question.id) if question.option(option)]
        if known:
            chosen[question.id] = known
    return chosen


def _question(question: Question) -> None:
    labels = {option.id: option.label for option in question.options}
    mode: Any = "multi" if question.kind == "many" else "single"
    key = _key(question.id)
    st.session_state[f"{key}_before"] = list(_picked(question.id))
    st.pills(
        question.ask,
        list(labels),
        selection_mode=mode,
        format_func=lambda option: labels.get(option, option),
        key=key,
        help=question.help or None,
        wrap=True,
        persist_state="session",
        on_change=_none_or_others,
        args=(question,),
    )


def _none_or_others(question: Question) -> None:
    """Of "none of these" and the others, which exclude each other, what was tapped last counts."""
    key, none = _key(question.id), {option.id for option in question.options if option.none}
    picked = _picked(question.id)
    new = set(picked) - set(st.session_state.get(f"{key}_before", ()))
    if question.kind == "many" and none & set(picked) and none != set(picked):
        st.session_state[key] = [each for each in picked if (each in none) == bool(new & none)]


def _picked(question_id: str) -> list[str]:
    """What is tapped of a question, as it stands there."""
    value = st.session_state.get(_key(question_id))
    return [each for each in (value if isinstance(value, list) else [value]) if each]


def _hours(clock: HoursQuestion) -> None:
    labels = {option.id: option.label for option in clock.options}
    st.pills(
        clock.ask,
        list(labels),
        format_func=lambda option: labels.get(option, option),
        key=_key(clock.id),
        wrap=True,
        persist_state="session",
    )


def _hours_given(clock: HoursQuestion) -> float | None:
    """What was tapped, also while an emergency hides the question."""
    picked = st.session_state.get(_key(clock.id))
    return next((option.hours for option in clock.options if option.id == picked), None)


def _documents() -> list[Analysis]:
    with st.expander("Add saved analyses (.json)", icon=":material/attach_file:"):
        files = st.file_uploader(
            "Analysis documents", type="json", accept_multiple_files=True, key="why_documents"
        )
    found = []
    for file in files:
        try:
            found.append(parse_document(file.getvalue(), file.name))
        except InputError as error:
            st.error(
                escaped(f"{error.what} Use the one that Check a set lets you download."),
                icon=":material/error:",
            )
    return found


def kept_lately(
    of_the_day: Mapping[str, Analysis], most: int
) -> tuple[dict[str, KeptSet], list[str]]:
    """By id, newest first, at most so many sets that can still be felt and are not of the day.

    Returns:
        These sets, and which of them and of the day the history has of its last day.
    """
    if not backend.is_owner():
        return {}, []
    try:
        return _lately(History(), of_the_day, max(most, 0))
    except FormcheckError as error:  # the answer is worth more than what the history adds
        st.warning(escaped(str(error)), icon=":material/history:")
        return {}, []


def _lately(
    history: History, of_the_day: Mapping[str, Analysis], most: int
) -> tuple[dict[str, KeptSet], list[str]]:
    """A document takes milliseconds to read, and a day may hold hundreds: only those wanted."""
    if not history.is_on:
        return {}, []
    reach = timedelta(hours=load_knowledge().weights.line_h)
    since = (date.today() - reach).isoformat()
    lines = [line for line in history.lines() if line.reps and line.about.day >= since]
    jobs = {
        line.id: [
            job_id
            for job_id, one in of_the_day.items()
            if set_id(line.about.athlete, one.clip.sha256) == line.id
        ]
        for line in lines
    }
    new = [set_id for set_id, known in jobs.items() if not known][:most]
    last = [line.id for line in lines if line.about.day == lines[0].about.day]
    here = [known[0] for set_id in last if len(known := jobs[set_id]) == 1]
    # another set of the day may be newer than all that is kept, and of two in one clip one is his
    sure = len({line.about.athlete for line in lines}) == 1 and (here or not of_the_day)
    ticked = [*here, *(set_id for set_id in new if set_id in last)] if sure else []
    return {each: history.get(each) for each in new}, ticked


def named(one: KeptSet) -> Analysis:
    """The set, called by its lift and day: what is kept has no name of a clip."""
    about, lift = one.about, one.document.lift.name
    order = f"set {about.set_of_day}" if about.set_of_day else ""
    facts = [words.LIFTS.get(lift, lift), day_words(about.day), order, about.athlete]
    return one.document.renamed(", ".join(filter(None, facts)))
