"""The published schema of the analysis document, and that documents keep to it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from benchmarks.judge import as_it_is
from benchmarks.store import clips, shards
from formcheck.analysis import SCHEMA_VERSION, Analysis
from formcheck.errors import InputError
from formcheck.metrics.measurement import Measurement
from formcheck.reasons import ReasonCode
from formcheck.report.document import parse_document
from scripts import build_schema
from tests.examples import all_examples, clean_squat_set
from tests.schema import SCHEMA, wrong

ROOT = Path(__file__).parents[2]

numbers = st.floats(allow_nan=False, allow_infinity=False)
units = st.sampled_from(["deg", "torso", "thigh", "s", "cm", "m/s", "hip width", "ratio"])
measured = st.builds(
    Measurement, value=numbers, unit=units, not_assessed=st.none(), reason_code=st.none()
)
abstained = st.builds(
    Measurement,
    value=st.none(),
    unit=units,
    uncertainty=st.none(),
    at_s=st.none(),
    not_assessed=st.text(),
    advice=st.none() | st.text(),
    reason_code=st.none() | st.sampled_from(ReasonCode),
    interval=st.none(),
)
st.register_type_strategy(float, numbers)
st.register_type_strategy(Measurement, measured | abstained)


def test_the_checked_in_schema_is_what_the_script_makes() -> None:
    if f"pydantic=={pydantic.VERSION} " not in (ROOT / "requirements.lock").read_text("utf-8"):
        pytest.skip("it is made with the locked pydantic: others word it differently")
    Draft202012Validator.check_schema(SCHEMA)
    assert build_schema.TARGET.read_text(encoding="utf-8") == build_schema.render()
    assert SCHEMA_VERSION in build_schema.TARGET.name


@pytest.mark.parametrize("analysis", all_examples().values(), ids=all_examples())
def test_examples_keep_to_it(analysis: Analysis) -> None:
    assert wrong(analysis.to_json()) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.from_type(Analysis))
def test_whatever_can_be_analyzed_keeps_to_it_and_comes_back(analysis: Analysis) -> None:
    document = analysis.to_json()
    assert wrong(document) == []
    assert Analysis.from_json(document) == analysis


@pytest.mark.slow
@pytest.mark.skipif(not shards("check"), reason="no clips of check are committed yet")
def test_analyses_of_clips_keep_to_it() -> None:
    documents = [as_it_is(seen).to_json() for _, seen in islice(clips("check"), 12)]
    assert len(documents) == 12
    for document in documents:
        assert wrong(document) == []
        assert all(map(math.isfinite, _numbers(json.loads(document))))


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _numbers(part)
    elif isinstance(value, float):
        yield value


@pytest.mark.parametrize(
    "changes",
    [
        {"reps": None},
        {"schema_version": 1},
        {"lift": {"name": "bench"}},
        {"thresholds": {"a": "b"}},
    ],
)
def test_what_is_no_document_does_not(changes: dict[str, Any]) -> None:
    document = json.loads(next(iter(all_examples().values())).to_json())
    assert wrong(json.dumps({**document, **changes}))


@pytest.mark.parametrize("version", ["2.0", "10", "2.1.3"])
def test_a_document_of_a_newer_formcheck_is_refused(version: str) -> None:
    """It was compared, whatever its values mean by then."""
    document = clean_squat_set().to_json().replace('"1.1"', f'"{version}"')
    with pytest.raises(InputError, match=f"a newer formcheck .schema {version}.*Update formcheck"):
        parse_document(document.encode(), "set.json")
    empty = f'{{"schema_version": "{version}", "sets": []}}'
    with pytest.raises(InputError, match="a newer formcheck"):
        parse_document(empty.encode(), "set.json")


@pytest.mark.parametrize("version", ["0.9", "1.0", "1.2", "1"])
def test_a_document_of_this_or_an_earlier_schema_is_read(version: str) -> None:
    document = clean_squat_set().to_json().replace('"1.1"', f'"{version}"')
    assert parse_document(document.encode(), "set.json").schema_version == version


@pytest.mark.parametrize("version", ["", "soon", "1.x", "-1", "9" * 5000])
def test_what_is_no_version_is_no_document(version: str) -> None:
    document = clean_squat_set().to_json().replace('"1.1"', f'"{version}"')
    with pytest.raises(InputError, match="is not an analysis document"):
        parse_document(document.encode(), "set.json")


def test_who_gives_a_clip_for_a_document_is_told_how_to_get_one() -> None:
    """gm.mp4 was to be made again, and "It takes schema 1.1" told nobody of what."""
    with pytest.raises(InputError) as caught:
        parse_document(b"\x00\x00\x00 ftypisom", "gm.mp4")
    assert str(caught.value) == (
        "gm.mp4 is not an analysis document. Save one from a set's page, “Data (JSON)”, or with "
        "`formcheck analyze CLIP --json FILE`."
    )
