"""How knowledge is shown on a page: sentences with their sources, drills, drawings, topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import DIAGRAMS, diagram_svg, drill_alt, drill_svg
from formcheck.knowledge.entries import Exercise, Text, Topic
from formcheck.knowledge.schema import texts
from formcheck.report.page import DARK, LIGHT, Theme, camera_drawings
from formcheck.report.words import sentence
from formcheck.soreness import plan
from formcheck.soreness.background import Entry, topic_entries, words_in
from formcheck.soreness.triage_result import OpenQuestion

SOURCES = "background#sources"
"""Where the sources are explained."""
OURS = ("formcheck",)
"""The sources of a sentence that no article gives."""
# an inline drawing inherits the text color, light or dark; st.html would remove it
_DRAWINGS = {
    name: st.components.v2.component(f"formcheck_{name}", html=diagram_svg(name))
    for name in DIAGRAMS
}


def theme() -> Theme:
    """The colors that whoever looks sees the page in."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def where_to_put_the_phone() -> None:
    """From above, from in front of the lifter, and what the phone then shows."""
    with st.grid(3, min_column_width=260):
        for drawing in camera_drawings(ink=theme().text, accent=theme().accent):
            with st.container(border=True):
                st.image(drawing.svg, alt=drawing.title, width="stretch")
                st.caption(drawing.title)


def cite(sentence: Text) -> str:
    """A sentence followed by its sources, small."""
    return f"{sentence.text} {codes(sentence.sources)}"


def codes(sources: Iterable[str]) -> str:
    """The names of sources as small print, each a link to what it is."""
    names = {source.code: source.name for source in load_knowledge().sources}
    known = (f"[{names.get(code, code)}]({SOURCES})" for code in dict.fromkeys(sources))
    return f":gray[:small[{', '.join(known)}]]"


def bullets(lines: Iterable[str]) -> None:
    """A list; nothing when there is nothing in it."""
    text = "\n".join(f"- {line}" for line in lines)
    if text:
        st.markdown(text)


def lines(texts: Iterable[str]) -> None:
    """Lines close together, without bullets; nothing when there are none."""
    text = "  \n".join(texts)
    if text:
        st.markdown(text)


def how_to(exercises: Sequence[Exercise]) -> None:
    """Exercises behind one tap; open, each is drawn, and says why, how, how much, when to stop."""
    if not exercises:
        return
    names = " · ".join(one.name for one in exercises)
    with st.expander(names, icon=":material/exercise:"):
        for one in exercises:
            _exercise(one)


def _exercise(one: Exercise) -> None:
    """The drawing beside the steps; on a phone above them. Steps without a code are our own."""
    st.markdown(f"**{one.name}.** {cite(one.why)}")
    drawn, said = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with drawn:
        st.image(drill_svg(one, color=theme().text), alt=drill_alt(one))
    with said:
        steps = [f"{n}. {cite_article(step)}" for n, step in enumerate(one.steps, 1)]
        st.markdown("\n".join(steps))
        ours = " (our own starting dose)" if one.dose.sources == OURS else ""
        lines(
            [
                f"**How much{ours}:** {cite_article(one.dose)}",
                f"**When to stop:** {cite_article(one.stop)}",
            ]
        )


def cite_article(said: Text) -> str:
    """A sentence with its sources, small; one of our own stands alone."""
    return said.text if said.sources == OURS else cite(said)


def open_question(question: OpenQuestion) -> None:
    """Where the articles disagree: what each says and how formcheck reads it."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":material/balance: **The articles disagree. {question.title}**")
        bullets(cite(sentence) for sentence in question.said)
        st.markdown(f"**How we read it:** {cite(question.reading)}")


def diagram(name: str) -> None:
    """A drawing with its caption, in the text color of the page."""
    _DRAWINGS[name](key=f"drawing_{name}")
    st.caption(load_knowledge().diagrams[name].caption.text, text_alignment="center")


def words_used(texts: Iterable[str]) -> None:
    """The words that need explaining in what was shown."""
    found = words_in(texts)
    if found:
        with st.expander("Words used here", icon=":material/dictionary:"):
            bullets(f"**{word.name}:** {word.meaning.text}" for word in found)


def sources() -> None:
    """What the small names stand for."""
    with st.expander("Sources", icon=":material/menu_book:"):
        _sources()


def sources_shown() -> None:
    """The same in the open, where the links of the names lead."""
    st.subheader("Sources", anchor=SOURCES.split("#")[1])
    _sources()


def _sources() -> None:
    bullets(f"**{s.name[:1].upper()}{s.name[1:]}**: {sentence(s.title)} {s.about}"
            for s in load_knowledge().sources)  # fmt: skip


def show_topic(topic: Topic) -> None:
    """The introduction, a drawing, the entries, and where the articles disagree."""
    st.header(topic.title)
    st.markdown(f"**{cite(topic.intro)}**")
    if topic.diagram:
        diagram(topic.diagram)
    entries = topic_entries(topic)
    for entry in entries:
        _entry(entry)
    if topic.anatomy:
        _anatomy(topic)
    for name in topic.disagreements:
        open_question(plan.open_question(name))
    shown = [sentence.text for entry in entries for sentence in entry.sentences]
    words_used([*shown, *(text.text for text in texts(topic))])


def _entry(entry: Entry) -> None:
    with st.container(gap="xsmall"):
        how = f" :gray-badge[{entry.seen_by}]" if entry.seen_by else ""
        st.markdown(f"**{entry.title}**{how}")
        if len(entry.sentences) == 1:
            st.markdown(cite(entry.sentences[0]))
        else:
            bullets(map(cite, entry.sentences))
        how_to(entry.exercises)


def _anatomy(topic: Topic) -> None:
    with st.expander("Muscle by muscle", icon=":material/accessibility_new:"):
        for name in topic.anatomy:
            part = load_knowledge().part(name)
            does = " ".join(map(cite, part.does))
            title = part.name[0].upper() + part.name[1:]
            st.markdown(f"**{title}.** {cite(part.where)} {does}")
