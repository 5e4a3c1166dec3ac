"""Why is my upper back sore? Warning signs first, then the likely reasons, ranked.

`_everything` collects the whole answer. `standing` then takes out what may not stand beside the
most urgent warning sign, and nothing is added after that. `without_advice` does as much for a set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from formcheck.analysis import Analysis, Guidance
from formcheck.findings.verdict import UNJUDGED, clip_state
from formcheck.guidance.notices import without_filming
from formcheck.guidance.wording import alike
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import Kind, Text
from formcheck.knowledge.soreness import Level, Urgency
from formcheck.soreness import ranking
from formcheck.soreness.answers import Answers, any_given, any_given_of_soreness, fitting
from formcheck.soreness.plan import clock, plan_for
from formcheck.soreness.triage_result import (
    Clock,
    Feel,
    Plan,
    Reason,
    RedFlag,
    TriageResult,
    advice_on,
    standing,
)

MOST_FIRST = 3
BUILT_UP, NO_BETTER = "began.weeks", "trend.days_same"
"""Answers that say it has lasted for days."""
MUSCLE = "S1"
"""The pattern of how muscle soreness feels."""
GROWING = "worsening"
"""The warning sign "soreness grows", which is ordinary in the first two days."""
SIGNS = "signs"
"""The question about warning signs."""
ABOUT = "about"
"""The question who the lifter is, whose answers are no signs."""
_URGENCY: dict[Urgency, int] = {"now": 0, "today": 1, "soon": 2}


@dataclass(frozen=True)
class Sign:
    """The most urgent warning sign.

    Attributes:
        says: What to do about it.
        kinds: The kinds of sentence that may stand beside it.
    """

    says: str
    kinds: frozenset[Kind]


def is_emergency(answers: Answers) -> bool:
    """Whether these answers are an emergency, so that nothing more should be asked."""
    flags = _red_flags(fitting(answers))
    return bool(flags) and flags[0].urgency == "now"


def triage(answers: Answers, analyses: Iterable[Analysis] = ()) -> TriageResult:
    """Answer "why is my upper back sore?".

    Every question may be left out, and answers to questions that the others rule out do not count.
    The sets are of that day.

    Returns:
        Warning signs, ranked reasons (see `rank`), relief by time and a plan, without what may not
        stand beside the most urgent sign.
    """
    answers = fitting(answers)
    sets = list(analyses)
    evidence = ranking.set_evidence(ranking.sets_that_count(sets, answers))
    flags, urgency, kinds = _signs(answers)
    found = _everything(answers, evidence, flags, urgency, kinds, sets)
    told = standing(found if any_given_of_soreness(answers) else _sets_alone(found), kinds)
    return replace(told, clock=told.clock and told.clock.with_its_questions())


def _sets_alone(found: TriageResult) -> TriageResult:
    """The result for somebody who said nothing about soreness: only reasons that sets show.

    It has no advice, and no reason is called stronger than "some".
    """
    words = load_knowledge().answer
    reasons = tuple(
        replace(one, next=None, cues=())
        if one.strength != "much"
        else replace(one, next=None, cues=(), strength="some", strength_words=words.some)
        for one in found.reasons
    )
    asks = (words.texts["tell_more_only"],) if reasons else found.asks
    return replace(found, reasons=reasons, asks=asks, first=(), clock=None, plan=None)


def sign_of(answers: Answers) -> Sign | None:
    """The most urgent warning sign of the answers, for whatever shows sets; None without one."""
    flags, _, kinds = _signs(fitting(answers))
    return Sign(advice_on(flags)[0][1].text, kinds) if flags else None


def _signs(answers: Answers) -> tuple[tuple[RedFlag, ...], Level, frozenset[Kind]]:
    """The warning signs, their urgency, and the kinds of sentence that may stand beside them."""
    flags = _red_flags(answers)
    urgency: Level = flags[0].urgency if flags else "none"
    return flags, urgency, _kinds(urgency, answers, {flag.id for flag in flags})


def _everything(
    answers: Answers,
    evidence: ranking.SetEvidence,
    flags: tuple[RedFlag, ...],
    urgency: Level,
    kinds: frozenset[Kind],
    sets: Sequence[Analysis],
) -> TriageResult:
    knowledge = load_knowledge()
    lifts = ranking.lifts_done(answers, evidence)
    ranked = ranking.rank(answers, evidence, lifts)
    candidates = tuple(ranking.as_reason(one, answers, lifts, kinds) for one in ranked)
    anything_given = any_given(answers) or bool(candidates)
    days_old = BUILT_UP in answers.chosen or NO_BETTER in answers.chosen
    timed = None
    if anything_given or answers.hours is not None:
        timed = clock(answers.hours, days_old=days_old, chosen=answers.chosen)
    care = (*_growing(answers), *(_care(answers) if timed else ()))
    watch_for = _watch_for(answers, urgency)
    cautions = [one for one in (watch_for, *care, timed and timed.line) if one]
    muscle = _feels_like_muscle(answers)
    plan = plan_for(candidates, lifts, cautions, muscle=muscle, chosen=answers.chosen)
    reasons = _with_cues_of_plan(candidates, plan)
    skipped = urgency != "now" and not answers.to(SIGNS)
    return TriageResult(
        urgency=urgency,
        red_flags=flags,
        other_signs=tuple(_other_signs(flags, answers)),
        leave_out=knowledge.leave_out.beside(urgency, skipped=skipped),
        who_can_help=knowledge.help.who if anything_given else (),
        asks=() if reasons else (_ask(answers, attached=bool(sets)),),
        first=() if flags else _first(reasons, timed, kinds),
        nothing=(*care, *(_nothing(answers, sets) if anything_given and not reasons else ())),
        feels=tuple(_feels(answers)),
        reasons=reasons,
        clock=timed,
        plan=plan,
        watch_for=watch_for,
        skipped=skipped,
        disclaimer=knowledge.disclaimer,
    )


def _with_cues_of_plan(reasons: tuple[Reason, ...], plan: Plan | None) -> tuple[Reason, ...]:
    """The reasons with only the plan's cues, each cue in the first reason that has it."""
    left = list(plan.cues) if plan else []
    kept = []
    for reason in reasons:
        cues = tuple(cue for cue in reason.cues if cue in left)
        left = [cue for cue in left if cue not in cues]
        kept.append(replace(reason, cues=cues))
    return tuple(kept)


def _watch_for(answers: Answers, urgency: Level) -> Text | None:
    """What would make it urgent, or more urgent; worded differently for skipped warning signs."""
    closing = load_knowledge().closing
    if urgency != "none":
        return {"today": closing.today, "soon": closing.soon}.get(urgency)
    return closing.known if answers.to(SIGNS) else closing.skipped


def _kinds(urgency: Level, answers: Answers, raised: set[str]) -> frozenset[Kind]:
    """The kinds of sentence that may stand beside the warning signs that were `raised`.

    Also without signs, comfort is only for ordinary soreness, and what is about muscles only for
    what feels like muscle soreness.
    """
    knowledge = load_knowledge()
    kinds = frozenset(knowledge.kinds.stands[urgency])
    kinds -= {kind for flag in knowledge.signs if flag.id in raised for kind in flag.silences}
    if not _feels_like_muscle(answers):
        kinds -= {"muscle"}
    return kinds if not _unusual(answers) else kinds - {"comfort"}


def _feels_like_muscle(answers: Answers) -> bool:
    """Whether answers fit the pattern of muscle soreness, and none speaks against it."""
    knowledge = load_knowledge()
    against = _unusual(answers) | answers.chosen & set(knowledge.answer.not_muscle)
    muscle = next(pattern for pattern in knowledge.patterns if pattern.id == MUSCLE)
    return muscle.fits(answers.chosen) and not against


def _unusual(answers: Answers) -> frozenset[str]:
    """The answers that do not fit ordinary soreness."""
    words = load_knowledge().answer
    late = answers.hours is not None and answers.hours >= load_knowledge().flag(GROWING).from_h
    return answers.chosen & {*words.not_ordinary, *(words.not_ordinary_late if late else ())}


def _growing(answers: Answers) -> tuple[Text, ...]:
    """When to go, for soreness that grows so early that this alone is no warning sign."""
    growing = load_knowledge().flag(GROWING)
    if growing.raised_by(answers.chosen, answers.hours) or not growing.raising(answers.chosen):
        return ()
    return (load_knowledge().answer.texts["growing"],)


def _care(answers: Answers) -> tuple[Text, ...]:
    """What who is pregnant or takes blood thinners should ask or look out for.

    Who left out the question about it is told what is not for everybody: no answer is no "no".
    """
    texts = load_knowledge().answer.texts
    about = {"about.pregnant": texts["pregnant"], "about.thinners": texts["thinners"]}
    told = [texts["about_skipped"]] if not answers.to(ABOUT) else []
    told += [text for key, text in about.items() if key in answers.chosen]
    return tuple(told)


def _ask(answers: Answers, *, attached: bool) -> Text:
    """The request to tell more; it also asks for a set unless one is attached."""
    texts = load_knowledge().answer.texts
    if attached:
        return texts["tell_more_only"]
    return texts["tell_more"] if any_given(answers) else texts["ask"]


def _nothing(answers: Answers, sets: Sequence[Analysis]) -> tuple[Text, ...]:
    """That no reason stands out, which may be ordinary or not, and what attached sets show."""
    texts = load_knowledge().answer.texts
    if unusual := _unusual(answers):  # of how it changes alone, `_growing` and the clock speak
        trend = all(key.startswith("trend.") for key in unusual)
        return () if trend else (texts["unclear"],)
    if not sets:
        return (texts["nothing"],)
    judged = any(clip_state(one) not in UNJUDGED for one in sets)
    return (texts["nothing_seen"] if judged else texts["nothing_judged"],)


def _first(
    reasons: tuple[Reason, ...], timed: Clock | None, kinds: frozenset[Kind]
) -> tuple[Text, ...]:
    """What to do first: ease off, then what to change next session for the likeliest reasons."""
    eases = [step.texts[0] for step in timed.now] if timed else []
    changes = [reason.next for reason in reasons if reason.next]
    cues = [cue for reason in reasons for cue in reason.cues]
    best = [*eases[:1], *changes[:2], *cues, *eases[1:]] if reasons else eases
    kept: list[Text] = []
    for sentence in best:  # the cue of one reason may repeat the change for another one
        if sentence.kind in kinds and not any(_same(sentence.text, one.text) for one in kept):
            kept.append(sentence)
    return tuple(kept[:MOST_FIRST])


def _same(one: str, other: str) -> bool:
    """Whether of two things to do first one is enough; twice "take weight off" is one too many."""
    return alike(one, other) or {one, other} <= load_knowledge().lighter


def _red_flags(answers: Answers) -> tuple[RedFlag, ...]:
    """Every warning sign in the answers, most urgent first; an answer can add one, never remove it.

    Only those as urgent as the first say whom to see, so that "in the next few days" does not stand
    beside "now". In an emergency all of these say what the first does: to choose costs time.
    """
    knowledge = load_knowledge()
    late = answers.hours is not None and answers.hours > knowledge.weights.line_h
    raised = [
        flag
        for flag in knowledge.signs
        if flag.raised_by(answers.chosen, answers.hours) or (flag.past_line and late)
    ]
    ordered = sorted(raised, key=lambda flag: (_URGENCY[flag.urgency], not flag.ambulance))
    if not ordered:
        return ()
    top = ordered[0]
    found = []
    for flag in ordered:
        is_top = flag.urgency == top.urgency
        see = (top.see if top.urgency == "now" else flag.see) if is_top else None
        text = flag if is_top else None
        found.append(RedFlag(flag.id, flag.items, flag.title, text, flag.urgency, see))
    return tuple(found)


def _other_signs(flags: Sequence[RedFlag], answers: Answers) -> Iterator[str]:
    """Titles of the signs less urgent than the first, without those that others say already.

    A sign of one group of answers says just these; one of several says that one of them was given.
    Who is older or pregnant is told so where that makes a sign more urgent.
    """
    knowledge = load_knowledge()
    known = [knowledge.flag(flag.id) for flag in flags]
    exact = [one.raising(answers.chosen) for one in known if len(one.when) == 1]
    told = frozenset().union(*exact)
    for flag, one in zip(flags, known, strict=True):
        keys = one.raising(answers.chosen)
        if len(one.when) == 1:
            repeats = any(keys < other for other in exact)
        else:
            repeats = all(key in told or key.startswith(f"{ABOUT}.") for key in keys)
        if not flag.see and not (keys and repeats):
            yield flag.title


def _feels(answers: Answers) -> Iterator[Feel]:
    for pattern in load_knowledge().patterns:
        if pattern.fits(answers.chosen):
            yield Feel(pattern.id, pattern.title, pattern, pattern.kind)


def without_advice(analysis: Analysis, sign: Sign | None) -> Analysis:
    """The document without what may not stand beside the sign; unchanged without a sign.

    Pages and reports only show a document, so none of them has to know of signs.
    """
    if sign is None:
        return analysis
    load = analysis.set.load if "plan" in sign.kinds else ""
    cues_stand = "cue" in sign.kinds
    cues = analysis.set.cues if cues_stand else ()
    changed = replace(
        analysis,
        set=replace(analysis.set, load=load, cues=cues),
        reps=tuple(replace(rep, cues=rep.cues if cues_stand else ()) for rep in analysis.reps),
        guidance=tuple(_guidance(one, sign) for one in analysis.guidance if "reason" in sign.kinds),
    )
    return changed if "plan" in sign.kinds else without_filming(changed)


def _guidance(one: Guidance, sign: Sign) -> Guidance:
    kept = one if "cue" in sign.kinds else replace(one, cues=())
    return kept if "plan" in sign.kinds else replace(kept, drills=(), recheck="")
