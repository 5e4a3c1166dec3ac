"""Tables hold what the documents hold, and survive what clip names contain."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.analysis import Analysis
from formcheck.report.digest import next_set_on_card
from formcheck.report.tables import (
    CsvTable,
    FindingRow,
    ParquetTable,
    RepRow,
    finding_rows,
    rep_rows,
    sets_csv,
)
from tests.examples import (
    all_examples,
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
)

ALL: tuple[Analysis, ...] = tuple(all_examples().values())


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_row_for_each_metric_of_each_rep() -> None:
    rows = [row for analysis in ALL for row in rep_rows(analysis)]
    expected = {(a.clip.name, r.number, m) for a in ALL for r in a.reps for m in r.metrics}
    assert {(row.clip, row.rep, row.metric) for row in rows} == expected
    assert len(rows) == len(expected)
    assert all((row.value is None) != (row.not_assessed is None) for row in rows)


def test_flagged_marks_the_value_a_finding_rests_on_with_its_limit() -> None:
    rows = {(row.rep, row.metric): row for row in rep_rows(good_morning_squat_set())}
    flagged = {key for key, row in rows.items() if row.flagged}
    assert flagged == {(3, "lean_gain_deg"), (5, "lean_gain_deg"), (5, "lean_peak_deg")}
    assert rows[5, "lean_gain_deg"].limit == 5.0
    assert rows[1, "lean_gain_deg"].limit == 5.0
    assert rows[1, "ascent_s"].limit is None


def test_a_lean_is_held_against_no_limit_in_a_deadlift() -> None:
    rows = [row for row in rep_rows(late_shrug_deadlift_set()) if row.metric == "lean_peak_deg"]
    assert {row.limit for row in rows} == {None}


def test_findings_of_reps_and_of_the_set() -> None:
    rows = list(finding_rows(late_shrug_deadlift_set()))
    assert [row.rep for row in rows] == [6, 7, 8, None]
    assert rows[-1].reps == "6 7 8"


@pytest.mark.parametrize("kind", [RepRow, FindingRow])
def test_csv_and_parquet_agree(kind: type[RepRow | FindingRow], tmp_path: Path) -> None:
    of = rep_rows if kind is RepRow else finding_rows
    rows = [row for analysis in ALL for row in of(analysis)]
    text = io.StringIO(newline="")
    CsvTable(kind, text).add(rows)
    with (tmp_path / "rows.parquet").open("wb") as file, closing(ParquetTable(kind, file)) as table:
        for row in rows:
            table.add([row])
    stored = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert stored == [row._asdict() for row in rows]
    for line, row in zip(read_csv(text.getvalue()), rows, strict=True):
        for name, value in row._asdict().items():
            if isinstance(value, float):
                assert float(line[name]) == value
            elif isinstance(value, bool):
                assert line[name] == str(value).lower()
            else:
                assert line[name] == ("" if value is None else str(value))


def test_a_table_without_rows_still_has_its_columns(tmp_path: Path) -> None:
    text = io.StringIO(newline="")
    CsvTable(RepRow, text)
    with (tmp_path / "none.parquet").open("wb") as file:
        ParquetTable(RepRow, file).close()
    header = text.getvalue().splitlines()
    assert header == [",".join(RepRow._fields)]
    assert pq.read_schema(tmp_path / "none.parquet").names == list(RepRow._fields)


@given(st.text(max_size=30))
def test_no_text_cell_starts_a_formula(name: str) -> None:
    text = io.StringIO(newline="")
    CsvTable(FindingRow, text).add(finding_rows(good_morning_squat_set().renamed(name)))
    text.seek(0)
    cell = list(csv.reader(text))[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell in (name, "'" + name)


def test_negative_numbers_are_no_formulas() -> None:
    text = io.StringIO(newline="")
    CsvTable(RepRow, text).add(rep_rows(good_morning_squat_set()))
    depth = next(row for row in read_csv(text.getvalue()) if row["metric"] == "depth_thigh")
    assert float(depth["value"]) == -0.06


def test_rows_are_taken_one_by_one(tmp_path: Path) -> None:
    """A row is written before the next one is asked for, so memory does not grow."""
    seen: list[int] = []

    class Counting(io.StringIO):
        def write(self, text: str) -> int:
            seen.append(asked)
            return super().write(text)

    asked = 0

    def rows():  # type: ignore[no-untyped-def]
        nonlocal asked
        for row in rep_rows(good_morning_squat_set()):
            asked += 1
            yield row

    CsvTable(RepRow, Counting()).add(rows())
    assert seen == list(range(len(seen)))


def test_the_csv_says_how_many_reps_or_how_much_weight_as_the_page_does() -> None:
    """A coach's row said "keep your sets to 3 reps", and its table nothing of it."""
    analysis = good_morning_squat_set()
    load = (
        "“Hips rose before the chest” began in rep 4: keep your sets to 3 reps, or take weight off."
    )
    told = replace(analysis, set=replace(analysis.set, load=load))
    assert next_set_on_card(told).startswith(load)
    rows = read_csv(sets_csv([told, clean_squat_set()]))
    assert [row["load"] for row in rows] == [load, load, ""]
