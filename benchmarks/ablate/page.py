"""docs/ablations.md: of each rule the row that was read last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.ablate.figures import HEAD
from benchmarks.ablate.kept import GONE, kept_for
from benchmarks.ablate.taken_out import Out, Stage
from formcheck.benchmark.tables import table

Row = tuple[str, ...]
"""What `figures.HEAD` names, and the day it was read on."""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "ablations.md"
TITLES: dict[Stage, str] = {
    "extraction": "Extraction", "motion": "Motion", "reps": "Reps", "fit": "The body's fit",
    "body": "Hips against chest, lean", "metrics": "Metrics", "findings": "Findings",
}  # fmt: skip
INTRO = """\
# Ablations

What it costs to leave a rule out, by `python -m benchmarks.ablate`: on every third lifter of
*check* and on the stored observations of real clips (each of 153 as it was tracked at two times;
rows that say 120 know the first alone). What a rule reads without it stands beside what the code of
that day read with it, where the two differ; how many clips *check* had then shows in the counts. A
rule that buys nothing goes, once all of *check* says so, too; one that stays without a figure that
speaks for it says why in its row. "Move" counts clips whose lift, reps (to a tenth of a second) or
findings change, and since 1 December the people offered and the notices; "no lift: no rep" clips of
other movements in which no rep is counted; "no fault: surely" reps called likely or clear in clips
where nobody saw a fault.
"""
EXTRACTION = """\
Rules of extraction, bar and feet are left out by `python -m benchmarks.ablate.tracked_anew` over
clips that are tracked anew: 109 rendered ones (the shared 31 and 78 of *check*, whose videos were
still there) and the 153 real ones. "Tried in" counts the clips in which a rule does anything at
all, and in how many of them it was left out, chosen by chance, where that is not in all. What
changes a frame that the pose model sees is another draw of what tracking gives, so that one or two
clips more or less are chance. How many frames are read, how large, and how often the lifter is
looked at, has no row: see [performance.md](performance.md).
"""
IN_GROUPS = """\
## Left out in groups

Rules that each moved four clips or fewer were left out together and in groups on all trackings
(27 November, 1,232 of *check*, *fit* and both of the real clips). Put back, since closed forms or
*check* spoke for them: how a neck is compared (three heads falsely told more), a depth or a lean of
sides that disagree, postures upside down, a tracked bar that sticks just above the floor, a rep of
another shape (a half rep of `mix_00` reads 4.8° off without it), and how far head and shoulders
curl forward (deleted, and put back when the real set labelled round throughout was surely told by
it alone). Twenty-three whose rows had moved nothing were left out on up to 1,161 clips the day
after: one went whole and one in part; the others hold a word or a value somewhere, as their rows
say.

Seventeen rules of scan, people, tracking, camera and shots whose own rows move four clips at most
were left out together on 151 clips tracked anew (30 November: the shared rendered ones, `clips` and
`clips3`). Rendered: 31 of 31 counted as with them, F1 1.00 for 0.98, no clean rep flagged. Real:
112 of 120 clips counted either way, but not the same: `sq_atharva_crop` and `sq_cris_tutorial` are
counted, `dl_tajwar_low` and `sq_haseeb_spotter` (8 squats, somebody else followed) are not, and the
round back of `dl_trio_rounded` is lost. They stay: no single one holds `sq_haseeb_spotter`, so that
several do together. Nine of them without those of people: `sq_zishan_new` is lost, the other two
are counted, rendered F1 1.00 for 0.98, gains 1.79° off for 1.68.

Fourteen rules of plate, bar and rim whose own rows move ten clips at most, left out together on the
same 151: two counts are lost (`deadlift_setup_fidget_oblique30`, `sq_dillonloh_quarter`) and one
good morning; turns are 0.12 s off at nine of ten for 0.09, gains 1.75° for 1.68, shrugs 0.004 torso
for 0.003, one false round back is likely. They stay: every measure is a little better with them.
"""


def beside(without_it: Row, as_it_is: Row) -> Row:
    """What is read without a rule, and what with it where that is another."""
    return tuple(
        new if place < 1 or new == old or (old in ("0", "–") and place in (1, 9))
        else f"{new} (with it {old})"
        for place, (new, old) in enumerate(zip(without_it, as_it_is, strict=True))
    )  # fmt: skip


def rows_of(text: str) -> dict[tuple[Stage, str], Row]:
    """The rows of the page, by stage and label."""
    found: dict[tuple[Stage, str], Row] = {}
    parts = text.split("\n## ")
    for stage, title in TITLES.items():
        lines = next((part for part in parts if part.startswith(f"{title}\n")), "").splitlines()
        for line in lines:
            cells = tuple(cell.strip() for cell in line.strip("|").split(" | "))
            if line.startswith("| ") and cells[0] != HEAD[0]:
                *figures, _, read_on = cells
                found[stage, cells[0]] = (*figures, read_on)
    return found


def page(rules: Sequence[Out], rows: Mapping[tuple[Stage, str], Row]) -> str:
    """All of it; a rule that was never read has no row."""
    parts = [INTRO]
    for stage, title in TITLES.items():
        keys = [(stage, rule.label) for rule in rules if rule.stage == stage]
        of_stage = [rows[key] for key in keys if key in rows]
        lines = [(*line[:-1], kept_for(stage, line[:-1]), line[-1]) for line in of_stage]
        head = (*HEAD, "tried in") if stage == "extraction" else HEAD
        parts += [f"## {title}\n", *([EXTRACTION] if stage == "extraction" else [])]
        parts.append(table((*head, "kept for", "read on"), lines))
    parts += ["## Gone\n", table(("left out for good", "what was read without it"), GONE)]
    return "\n".join([*parts, IN_GROUPS])
