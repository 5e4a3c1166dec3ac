"""The smallest pieces of knowledge: a sentence with its sources, and whom it is meant for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from formcheck.lifts import KnownLift, Variant

Lift = Literal[KnownLift, "upper", "unknown"]
"""Presses, rows and pulls are all "upper"; sets on video never are."""
SourceCode = Annotated[str, Field(min_length=1)]
Kind = Literal[
    "sign", "action", "reason", "comfort", "cue", "gentle", "relief", "plan", "muscle", "help",
    "hands_on", "ask", "disclaimer", "background",
]  # fmt: skip
"""What a sentence does, so that a warning sign can silence it; see `kinds.toml`."""


class Entry(BaseModel):
    """Base of everything read from the data files: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Entry):
    """One or two plain sentences in our own words, their sources, and what kind they are."""

    text: Annotated[str, Field(min_length=3)]
    sources: Annotated[tuple[SourceCode, ...], Field(min_length=1)]
    kind: Kind


class ScopedText(Text):
    """A text for some lifts or variants only; an empty tuple means all of them."""

    lifts: tuple[Lift, ...] = ()
    variants: tuple[Variant, ...] = ()

    def fits(self, lift: str, variant: str) -> bool:
        """Whether the text may be shown to somebody doing this lift in this style."""
        return fits(self.lifts, self.variants, lift, variant)


def fits(lifts: tuple[Lift, ...], variants: tuple[Variant, ...], lift: str, variant: str) -> bool:
    """Whether a scope covers a lift and a variant; an empty scope covers everything."""
    return (not lifts or lift in lifts) and (not variants or variant in variants)


Scoped = TypeVar("Scoped", bound=ScopedText)


def first_fit(texts: Iterable[Scoped], lift: str, variant: str) -> Scoped | None:
    """The first text meant for this lift and variant, or None."""
    return next((text for text in texts if text.fits(lift, variant)), None)


def all_fits(texts: Iterable[Scoped], lift: str, variant: str) -> tuple[Scoped, ...]:
    """Every text meant for this lift and variant, in the order of the file."""
    return tuple(text for text in texts if text.fits(lift, variant))
