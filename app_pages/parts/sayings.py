"""How knowledge is shown on a page: sentences with their sources, drills, drawings, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import streamlit as st

from formcheck.glossary import words_in
from formcheck.guidance import Drill, Statement
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.diagrams import diagram_svg, diagram_words
from formcheck.relief import OpenQuestion

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+.!$:~<>|-])")


def plain(text: str) -> str:
    """Text as it stands, whatever Markdown would make of it; for names of clips."""
    return _MARKUP.sub(r"\\\1", text)


def cite(sentence: Statement) -> str:
    """A sentence followed by its sources, small."""
    return f"{sentence.text} {codes(sentence.sources)}"


def codes(sources: Iterable[str]) -> str:
    """Source codes as small print."""
    known = " ".join(dict.fromkeys(sources))
    return f":gray[:small[{known}]]"


def bullets(lines: Iterable[str]) -> None:
    """A list; nothing when there is nothing in it."""
    text = "\n".join(f"- {line}" for line in lines)
    if text:
        st.markdown(text)


def drill(one: Drill) -> None:
    """An exercise that opens to show how it is done."""
    with st.expander(one.name, icon=":material/exercise:"):
        st.markdown(cite(one.why))
        st.markdown("\n".join(f"{n}. {cite(step)}" for n, step in enumerate(one.steps, 1)))
        if one.dose:
            st.markdown(f"**How much:** {cite(one.dose)}")


def drills(title: str, exercises: Sequence[Drill]) -> None:
    """A row of exercises under a small heading; nothing when there are none."""
    if exercises:
        st.markdown(f"**{title}**")
        for one in exercises:
            drill(one)


def open_question(question: OpenQuestion) -> None:
    """Where the articles disagree: what each says and how formcheck reads it."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":material/balance: **The articles disagree. {question.title}**")
        bullets(cite(sentence) for sentence in question.said)
        st.markdown(f"**How we read it:** {cite(question.reading)}")


def diagram(name: str) -> None:
    """A drawing with its caption."""
    st.html(diagram_svg(name))
    st.caption(cite(Statement(diagram_words(name).caption.text, ())), text_alignment="center")


def words_used(texts: Iterable[str]) -> None:
    """The words that need explaining in what was shown."""
    found = words_in(texts)
    if found:
        with st.expander("Words used here", icon=":material/dictionary:"):
            bullets(f"**{word.name}:** {word.meaning.text}" for word in found)


def sources() -> None:
    """What the small codes stand for."""
    with st.expander("Sources", icon=":material/menu_book:"):
        bullets(f"**{s.code}** {s.title}. {s.about}" for s in load_knowledge().sources)
