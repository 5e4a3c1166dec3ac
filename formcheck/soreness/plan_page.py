"""The plan as a page to print and as plain Markdown."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import Source
from formcheck.report.page import DARK, LIGHT
from formcheck.soreness.triage_result import Plan

if TYPE_CHECKING:
    from jinja2 import Environment


def plan_markdown(plan: Plan) -> str:
    """The plan as Markdown text."""
    return _environment().get_template("plan.md.j2").render(plan=plan, sources=_sources())


def plan_html(plan: Plan) -> str:
    """The plan as one HTML page without anything to load, made for paper."""
    page = _environment().get_template("plan.html.j2")
    return page.render(plan=plan, sources=_sources(), light=LIGHT, dark=DARK)


def _sources() -> tuple[Source, ...]:
    """What the codes behind each sentence stand for."""
    return load_knowledge().sources


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("formcheck.soreness", "templates"),
        autoescape=select_autoescape(["html.j2", "html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
