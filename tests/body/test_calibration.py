"""Numbers of the calibration file have names: one that is missing or wrong is a clear error."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from formcheck import calibration
from formcheck.body.back_bend import bend_priors
from formcheck.body.estimate import lean_priors
from formcheck.body.fit_priors import body_priors
from formcheck.body.rise import rise_priors
from formcheck.calibration import PopulationPrior, calibration_file, table, values
from formcheck.lifts import VARIANTS
from formcheck.metrics.depth import DepthPosterior, depth_reading
from formcheck.metrics.descents import descent_reading
from formcheck.metrics.front_view import FrontHalfWidths
from formcheck.metrics.hip_travel import TravelPriors
from formcheck.metrics.shrug import StandSpread
from formcheck.metrics.tempo import TempoCalibration
from formcheck.metrics.torso_lean import deadlift_lean
from formcheck.motion.make import feet_tell
from formcheck.reps import counting

READERS: dict[str, Callable[[], object]] = {
    "feet": feet_tell,
    "body": lambda: body_priors(on_back=True),
    "rise": lambda: rise_priors(on_back=True),
    "lean": lean_priors,
    "deadlift_lean": deadlift_lean,
    "depth": depth_reading,
    "descents": descent_reading,
    "tempo": lambda: table(TempoCalibration, "tempo"),
    "front": lambda: table(FrontHalfWidths, "front"),
    "travel": lambda: table(TravelPriors, "travel"),
    "shrug": lambda: table(StandSpread, "shrug"),
    "rounding": bend_priors,
}
CACHED = (calibration.values, calibration._table, body_priors, rise_priors)


def entries(table: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, entry) of all that hold a value."""
    for name, entry in table.items():
        if isinstance(entry, dict):
            inner = f"{where}.{name}" if where else name
            yield from [(inner, entry)] if "value" in entry else entries(entry, inner)


ENTRIES = dict(entries(calibration_file(), ""))


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The calibration file, to be written over; nothing that was read before is kept."""
    changed = copy.deepcopy(calibration_file())
    for reader in CACHED:
        reader.cache_clear()
    monkeypatch.setattr(calibration, "calibration_file", lambda _: changed)
    yield changed
    for reader in CACHED:
        reader.cache_clear()


def test_every_table_is_read():
    assert READERS.keys() == calibration_file().keys() - {"model"}


@pytest.mark.parametrize("where", ENTRIES)
def test_an_entry_that_is_not_read_by_its_name_is_named(file, where):
    table, *inner, name = where.split(".")
    there = file[table]
    for part in inner:
        there = there[part]
    there[f"{name}_torsos"] = there.pop(name)
    with pytest.raises(ValueError, match=rf"{table}.* lacks {name}, has {name}_torsos, which"):
        READERS[table]()


NAMED = [where for where, entry in ENTRIES.items() if isinstance(entry["value"], dict)]


@pytest.mark.parametrize("where", NAMED)
def test_so_is_a_number_within_it(file, where):
    table, entry = where.split(".")[0], dict(entries(file, ""))[where]
    gone, number = entry["value"].popitem()
    with pytest.raises(ValueError, match=rf"{where} lacks {gone}$"):
        READERS[table]()
    entry["value"] |= {gone: [number, number]}
    with pytest.raises(ValueError, match=rf"{where}\.{gone} is "):
        READERS[table]()


@pytest.mark.parametrize("kind", ["squat", "pull"])
def test_a_sign_of_reps_without_a_weight_is_named(monkeypatch, kind):
    """It counted as 0."""
    kept = values(counting.FITTED)
    others = {name: weight for name, weight in kept[kind].items() if name != "open"}
    monkeypatch.setattr(calibration, "values", lambda _: kept | {kind: others | {"opened": 1}})
    counting.weights.cache_clear()
    calibration._table.cache_clear()
    with pytest.raises(ValueError, match=f"{kind} lacks open, has opened, which nothing reads"):
        counting.weights(kind)


def test_errors_have_the_names_of_their_values():
    for entry in ENTRIES.values():
        if "error" in entry and isinstance(entry["value"], dict):
            assert entry["error"].keys() == entry["value"].keys()


@pytest.mark.parametrize("where", [w for w, e in ENTRIES.items() if isinstance(e["value"], list)])
def test_a_list_runs_over_joints_links_or_axes_in_an_order_that_is_told(where):
    value, meaning = ENTRIES[where]["value"], ENTRIES[where]["meaning"]
    orders = {4: "ankle, knee, hip, shoulder", 3: "shank, thigh and trunk", 2: "x and y"}
    assert orders[len(value)] in meaning


def test_every_style_of_a_squat_has_its_lean():
    assert calibration_file()["lean"]["peak_deg"].keys() == {"unknown", *VARIANTS["squat"]}


@pytest.mark.parametrize("stray", [3.0, {"value": 3.0}])
def test_what_nothing_reads_is_named_with_its_value_or_bare(file, stray):
    file["front"]["stray"] = stray
    with pytest.raises(ValueError, match="front has stray, which nothing reads"):
        READERS["front"]()


@pytest.mark.parametrize("reps", [2.7, True, "three"])
def test_a_count_is_a_whole_number(file, reps):
    file["rise"]["least_reps"]["value"] = reps
    with pytest.raises(ValueError, match=r"rise.*least_reps is "):
        READERS["rise"]()


@pytest.mark.parametrize("level", [-30.0, -4.0, 1.7, 5.0, 1e4])
def test_a_level_that_no_lifter_has_is_drawn_to_the_end_of_what_lifters_have(level):
    """Of joints that were lost: nothing was as likely, and the posterior nothing over nothing."""
    low, mid, high = depth_reading().of_lifters_thigh.given(level, 0.08)
    end = min(max(level, calibration.GRID[0]), calibration.GRID[-1])
    assert low <= mid <= high
    assert mid == pytest.approx(end, abs=0.15)


@pytest.mark.parametrize("sd", [0.01, 0.1])
@pytest.mark.parametrize("middle", [-0.03, 0.15, 0.402])
def test_a_level_read_at_the_middle_of_what_lifters_do_stays_there(middle, sd):
    """Quantiles lay half a step of the grid too low, and chances were those of whole steps."""
    population = PopulationPrior(middle, 0.035, above=1.0, degrees_of_freedom=4.0)
    low, mid, high = population.given(middle, sd)
    assert mid == pytest.approx(middle, abs=2e-4)
    assert high - mid == pytest.approx(mid - low, abs=2e-4)
    assert DepthPosterior(population.density, 0.0).exceedance(middle) == pytest.approx(
        0.5, abs=0.02
    )
