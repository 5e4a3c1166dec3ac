from hypothesis import given
from hypothesis import strategies as st

from formcheck.batch.sources import Source
from formcheck.batch.state import name_documents


def source(address: str) -> Source:
    return Source(address, address.rsplit("/", 1)[-1], 1, "1")


def documents(*addresses: str) -> list[str]:
    return [entry.document for entry in name_documents(map(source, addresses))]


def test_a_document_is_called_like_its_clip() -> None:
    assert documents("x/set 3.mov", "x/v1.2.mp4") == ["set 3", "v1.2"]


def test_where_stems_meet_the_first_keeps_its_name() -> None:
    first, second, third = documents("a/set.mp4", "b/set.mp4", "b/SET.mov")
    assert first == "set"
    assert second.startswith("set-")
    assert third.startswith("SET-")


def test_a_clip_cannot_overwrite_the_summary() -> None:
    assert documents("a/summary.mp4") != ["summary"]
    assert documents("a/Summary.mp4") != ["Summary"]


@given(st.sets(st.from_regex(r"\A[ab]{1,2}/[abAB]{1,2}(-[0-9a-f]{6})?\.(mp4|mov)\Z"), max_size=12))
def test_no_two_clips_share_a_document_and_names_do_not_depend_on_others(found: set[str]) -> None:
    in_order = sorted(found)
    named = documents(*in_order)
    assert len({name.casefold() for name in named}) == len(named)
    assert documents(*in_order) == named
