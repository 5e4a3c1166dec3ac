"""Who looks at the page: the owner at the computer, or one of the phones that were let in."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

HEADER = "x-formcheck-visitor"
"""The gate sets it on each request it lets through; what a client sends of it is dropped."""
OWNER = "owner"
NOBODY = ""
_GATES: list[object] = []


@dataclass(frozen=True)
class Visitor:
    """Who asks.

    Attributes:
        phone: Which phone, as `phone-1`; None for the owner.
    """

    phone: str | None

    @property
    def is_owner(self) -> bool:
        """Whether they sit at the computer that formcheck runs on."""
        return self.phone is None


def gate_stands(gate: object) -> None:
    """From now on nobody is the owner without the gate's word."""
    _GATES.append(gate)


def visitor() -> Visitor:
    """Who this run of the page is for.

    Behind a gate each request bears a name; a run without one (its window was just closed) is taken
    for a phone that owns nothing. Where there is no gate, there is no server but a page by itself.
    """
    if not _GATES:
        return Visitor(None)
    said = st.context.headers.get(HEADER) or NOBODY
    return Visitor(None if said == OWNER else said)
