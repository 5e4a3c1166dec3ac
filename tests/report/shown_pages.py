"""The stand-alone pages of the examples, and how to read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from formcheck.report.html import render_html
from formcheck.report.still import Still
from formcheck.report.triage_page import TriageCard, render_triage, triage_card
from tests.examples import all_examples

EXAMPLES = all_examples()

ADDRESSES = {"href", "src", "srcset", "action", "data", "poster", "xlink:href", "formaction"}

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


class Page(HTMLParser):
    """What a page holds, read by the standard parser."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html.replace("<wbr>", ""))  # where a word may be broken it is one word still

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] not in {"style", "script"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def addresses(self) -> Iterator[str]:
        for _, attributes in self.tags:
            yield from (value for name, value in attributes.items() if name in ADDRESSES)


def pages() -> dict[str, str]:
    still = Still(JPEG, 3.0, 1, "The worst moment.")
    made = {name: render_html(analysis, stills=[still]) for name, analysis in EXAMPLES.items()}
    cards = [triage_card(analysis, thumbnail=JPEG) for analysis in EXAMPLES.values()]
    made["triage"] = render_triage(cards, failed=[("broken.mp4", "It is empty.")])
    made["triage_empty"] = render_triage([])
    return made


PAGES = pages()


def cards(count: int) -> list[TriageCard]:
    """Many synthetic clips with thumbnails of a usual size."""
    examples = list(EXAMPLES.values())
    picture = JPEG + bytes(range(256)) * 24
    return [
        triage_card(examples[n % len(examples)].renamed(f"client_{n:03}.mp4"), thumbnail=picture)
        for n in range(count)
    ]
