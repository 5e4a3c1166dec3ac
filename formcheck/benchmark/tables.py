"""Scores as Markdown: first a page with the figures that matter most, then everything else.

Figures are also given by groups of reps: by view, plate before the body, camera and style.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from formcheck.analysis import Fault
from formcheck.benchmark.labels import METRICS, REP_FAULTS, SET_FAULTS, MetricTruth
from formcheck.benchmark.scoring import VIEW_BINS_DEG, ClipScore, RepScore
from formcheck.benchmark.summaries import (
    Chosen,
    FaultSummary,
    MetricSummary,
    Share,
    against_constant,
    by_size,
    clean_flagged,
    fault_summary,
    metric_summary,
    reliability,
    set_fault_summary,
    share_of,
    time_errors,
    together,
    words,
)
from formcheck.lifts import LIFTS, VARIANTS

NONE: Final = "–"
_GAIN: Final = "lean_gain_deg"
_METRIC_HEAD: Final = (
    "assessed", "bias", "MAE", "own-baseline MAE", "interval covers", "half-width",
    "real / predicted error",
)  # fmt: skip
_DECIDING: Final[tuple[tuple[Fault, str], ...]] = (
    ("good_morning", "good morning"),
    ("hips_shoot", "hips shooting up"),
)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def percent(share: float | None) -> str:
    """A share in percent; a dash where there is none."""
    return NONE if share is None else f"{100 * share:.0f} %"


def number(value: float | None, digits: int = 2) -> str:
    """A value; a dash where there is none."""
    return NONE if value is None else f"{value:.{digits}f}"


def counted(share: Share) -> str:
    """Such as `45 of 50: 90 % (82–95 %)`, with the 90 % interval of the share."""
    if not share.of:
        return NONE
    low, high = (100 * end for end in share.interval)
    return f"{share.hits} of {share.of}: {percent(share.share)} ({low:.0f}–{high:.0f} %)"


def groups(clips: Sequence[ClipScore]) -> Iterator[tuple[str, Chosen]]:
    """Every group that has reps: its name, and whether a rep of a clip belongs to it."""
    for name, chosen in _all_groups(clips):
        if any(chosen(clip, rep) for clip in clips for rep in clip.reps):
            yield name, chosen


def _all_groups(clips: Sequence[ClipScore]) -> Iterator[tuple[str, Chosen]]:
    for name in (*(f"{deg}°" for deg in VIEW_BINS_DEG), "front or rear"):
        yield name, _seen_from(name)
    yield "plate before the body", lambda _, rep: rep.plate is True
    yield "no plate before it", lambda _, rep: rep.plate is False
    yield "handheld", lambda clip, _: clip.label.handheld is True
    yield "tripod", lambda clip, _: clip.label.handheld is False
    yield "amounts near a limit", lambda clip, _: clip.label.near_limit
    yield "amounts away from it", lambda clip, _: not clip.label.near_limit
    for lift, style in sorted({(clip.label.lift, clip.label.variant) for clip in clips}):
        yield f"{lift}, {style.replace('_', ' ')}", _of_style(lift, style)


def _seen_from(view_bin: str) -> Chosen:
    return lambda clip, _: clip.view_bin == view_bin


def _of_style(lift: str, style: str) -> Chosen:
    return lambda clip, _: (clip.label.lift, clip.label.variant) == (lift, style)


def first_page(clips: Sequence[ClipScore]) -> str:
    """The figures that matter most: clean reps flagged, two faults found, the gain's interval."""
    gain = metric_summary(clips, _GAIN)
    rows = [("**clean reps flagged**", counted(clean_flagged(clips)))]
    rows.append(("… more than “possible”", counted(clean_flagged(clips, sure=True))))
    for fault, name in _DECIDING:
        summary = fault_summary(clips, fault)
        rows.append((f"**{name} found**", counted(summary.found)))
        rows.append((f"… {name} told of reps without", counted(summary.false)))
    rows += [
        ("**90 % interval of the gain holds the truth**", counted(gain.covered)),
        ("… its mean half-width", f"{number(gain.half_width)}°"),
        ("… gain assessed", counted(gain.assessed)),
        ("exact rep count", counted(share_of(c.count_right for c in clips))),
        ("lift", counted(share_of(c.lift_right for c in clips))),
        ("all faults, F1", number(_all_faults(clips).f1)),
    ]
    return table(("figure", "measured (90 % interval)"), rows)


def _all_faults(clips: Sequence[ClipScore]) -> FaultSummary:
    of_reps = [fault_summary(clips, fault) for fault in REP_FAULTS]
    return together([*of_reps, *(set_fault_summary(clips, fault) for fault in SET_FAULTS)])


def what_was_judged(clips: Sequence[ClipScore]) -> str:
    """One line on the clips."""
    reps = sum(clip.label.count for clip in clips)
    squats = sum(clip.label.lift == "squat" for clip in clips)
    handheld = sum(clip.label.handheld is True for clip in clips)
    near = sum(clip.label.near_limit for clip in clips)
    deadlifts = sum(clip.label.lift == "deadlift" for clip in clips)
    neither = len(clips) - squats - deadlifts
    return (
        f"{so_many(len(clips), 'clip')} ({so_many(squats, 'squat')}, "
        f"{so_many(deadlifts, 'deadlift')}, {neither} neither) with "
        f"{so_many(reps, 'complete rep')}; {handheld} handheld, {near} with amounts near a "
        "limit.\n"
    )


def so_many(count: int, thing: str) -> str:
    """A number with its noun: `1 clip`, `2 clips`."""
    return f"{count} {thing}{'s' * (count != 1)}"


def counts_table(clips: Sequence[ClipScore]) -> str:
    """Counts, lift, view and rep times."""
    rows = [
        ("exact rep count", counted(share_of(c.count_right for c in clips))),
        ("a rep told as cut off where none is", counted(share_of(c.cut_off > 0 for c in clips))),
        ("lift", counted(share_of(c.lift_right for c in clips))),
        ("view", counted(share_of(c.view_right for c in clips if c.view_right is not None))),
    ]
    for name, label in (("start_s", "start"), ("turn_s", "turn"), ("end_s", "end")):
        errors = time_errors(clips, name)
        if errors:
            middle, most = (errors[int(q * (len(errors) - 1))] for q in (0.5, 0.9))
            rows.append((f"{label} of a rep, error", f"median {middle:.2f} s, 90 % {most:.2f} s"))
    return table(("figure", "measured (90 % interval)"), rows)


def wrong_clips(clips: Sequence[ClipScore]) -> str:
    """Clips whose count or lift is wrong."""
    wrong = [c for c in clips if not (c.count_right and c.lift_right)]
    if not wrong:
        return "None.\n"
    rows = (
        (c.label.name, f"{c.found} of {c.label.count}", c.label.lift, c.problem or
         ("count" if c.lift_right else "lift"))
        for c in wrong
    )  # fmt: skip
    return table(("clip", "reps", "lift", "what is wrong"), rows)


def neither_table(clips: Sequence[ClipScore]) -> str:
    """What was found in clips that show neither lift, in which nothing should be."""
    neither = [clip for clip in clips if clip.label.lift not in VARIANTS]
    names = sorted({clip.label.variant for clip in neither})
    of_each = [(n.replace("_", " "), [c for c in neither if c.label.variant == n]) for n in names]
    rows = [_neither_row(name, part) for name, part in (*of_each, ("all", neither)) if part]
    head = (
        "movement", "no whole rep shown", "… and none that is cut off",
        "told more than “possible”", "chance of neither",
    )  # fmt: skip
    return table(head, rows) if rows else "None.\n"


def _neither_row(name: str, clips: Sequence[ClipScore]) -> tuple[str, ...]:
    stated = [clip.p_neither for clip in clips if clip.p_neither is not None]
    return (
        name,
        counted(share_of(clip.count_right for clip in clips)),
        counted(share_of(clip.count_right and clip.cut_off == 0 for clip in clips)),
        counted(share_of(clip.sure > 0 for clip in clips)),
        number(statistics.median(stated) if stated else None),
    )


def faults_table(clips: Sequence[ClipScore]) -> str:
    """Found, missed and false, fault by fault."""
    rows = [_fault_row(fault, fault_summary(clips, fault)) for fault in REP_FAULTS]
    rows += [_fault_row(fault, set_fault_summary(clips, fault)) for fault in SET_FAULTS]
    rows.append(_fault_row("all", _all_faults(clips)))
    head = (
        "fault", "found", "missed", "of these not assessed", "rep not found", "told of others", "F1"
    )  # fmt: skip
    return table(head, rows)


def _fault_row(name: str, found: FaultSummary) -> tuple[str, ...]:
    return (
        f"`{name}`",
        counted(found.found),
        str(found.missed),
        str(found.unread),
        str(found.lost),
        counted(found.false),
        number(found.f1),
    )


def sizes_table(clips: Sequence[ClipScore]) -> str:
    """How many faults are found by how far beyond their limit they are."""
    of_each = [(fault, by_size(clips, [fault])) for fault in REP_FAULTS]
    rows = [
        (f"`{name}`", *(counted(found) for found, _ in sizes), counted(sizes[-1][1]))
        for name, sizes in (*of_each, ("all", by_size(clips, REP_FAULTS)))
        if any(found.of for found, _ in sizes)
    ]
    head = (
        "fault", "found, up to 1.25 × its limit", "up to 1.5 ×", "beyond", "… told “clear”"
    )  # fmt: skip
    return table(head, rows)


def words_table(clips: Sequence[ClipScore]) -> str:
    """What the three words mean, and the probabilities where findings tell them."""
    rows = [(f"“{word}”", counted(right)) for word, right in words(clips).items()]
    text = table(("word", "right"), rows)
    steps = reliability(clips)
    if not steps:
        return text
    by_step = ((f"from {low:.2f}", number(mean), counted(right)) for low, mean, right in steps)
    return f"{text}\n{table(('probability', 'told on average', 'right'), by_step)}"


def metrics_table(clips: Sequence[ClipScore]) -> str:
    """Every metric over all reps."""
    rows = (_metric_row(f"`{m.metric}`", m, metric_summary(clips, m.metric)) for m in METRICS)
    return table(("metric", *_METRIC_HEAD), rows)


def constants_table(clips: Sequence[ClipScore]) -> str:
    """Every metric beside the best constant, between lifters and within one."""
    rows = []
    for metric in METRICS:
        for lift in LIFTS:
            found = against_constant(clips, metric.metric, lift)
            if found is None:
                continue
            values = (f"{number(a, metric.digits)} · {number(b, metric.digits)}" for a, b in found)
            rows.append((f"`{metric.metric}`", lift, *values))
    return table(("metric", "lift", "between lifters", "within one"), rows)


def metric_by_group(clips: Sequence[ClipScore], metric: MetricTruth) -> str:
    """One metric by view angle, plate before the body, and handheld."""
    rows = (
        _metric_row(name, metric, metric_summary(clips, metric.metric, chosen))
        for name, chosen in groups(clips)
    )
    return table(("reps", *_METRIC_HEAD), rows)


def _metric_row(name: str, metric: MetricTruth, found: MetricSummary) -> tuple[str, ...]:
    digits = metric.digits
    return (
        name,
        f"{found.assessed.hits} of {found.assessed.of}" if found.assessed.of else NONE,
        number(found.bias, digits),
        number(found.mae, digits),
        number(found.own_mae, digits),
        counted(found.covered),
        number(found.half_width, digits),
        number(found.real_to_predicted),
    )


def by_group(clips: Sequence[ClipScore]) -> str:
    """Clean reps flagged and deciding faults, by group."""
    rows = []
    for name, chosen in groups(clips):
        part = [_only(clip, chosen) for clip in clips]
        rows.append(
            (
                name,
                counted(clean_flagged(part)),
                *(counted(fault_summary(part, fault).found) for fault, _ in _DECIDING),
                counted(metric_summary(part, _GAIN).covered),
            )
        )
    head = ("reps", "clean flagged", *(f"{n} found" for _, n in _DECIDING), "gain covered")
    return table(head, rows)


def _only(clip: ClipScore, chosen: Chosen) -> ClipScore:
    """The score of a clip with only the reps of a group; missed reps cannot be assigned to one."""
    reps: tuple[RepScore, ...] = tuple(rep for rep in clip.reps if chosen(clip, rep))
    return replace(clip, reps=reps, missed=())


def report(clips: Sequence[ClipScore]) -> str:
    """The whole page, without a title."""
    parts = [
        what_was_judged(clips),
        first_page(clips),
        "Shares carry their 90 % Wilson interval. Reps of one clip resemble each other, so it is "
        "the least of what is not known. Everything else is behind.\n",
        "## Counts and times\n",
        counts_table(clips),
        "Clips with a wrong count or lift:\n",
        wrong_clips(clips),
        "## Neither squat nor deadlift\n",
        "The chance is the median of what is stated of the clips.\n",
        neither_table(clips),
        "## Faults\n",
        faults_table(clips),
        "By how many times its limit a fault is:\n",
        sizes_table(clips),
        "## Words\n",
        words_table(clips),
        "## By view, plate and camera\n",
        by_group(clips),
        "## Metrics\n",
        "“Own-baseline” is after each clip's median error is taken off. The last column is the RMS "
        "error over the predicted one (half-width / 1.645): 1 is honest, more is too sure.\n",
        metrics_table(clips),
        "### Beside a constant\n",
        "Mean absolute error · that of the best constant. Between lifters: of a clip's median, "
        "beside telling everybody the median of all. Within one: of a rep about its clip's "
        "median, beside telling every rep the same. What is larger before the dot than behind it "
        "knows nothing.\n",
        constants_table(clips),
    ]
    for metric in METRICS:
        parts += [f"### `{metric.metric}` ({metric.unit})\n", metric_by_group(clips, metric)]
    return "\n".join(parts)
