"""One topic of the background page, put together from the knowledge files."""

from __future__ import annotations

import streamlit as st

from formcheck.guidance.explanation import statement
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.checks import texts
from formcheck.knowledge.entries import Topic
from formcheck.page import sayings
from formcheck.page.sayings import cite
from formcheck.soreness.background import Entry, topic_entries
from formcheck.soreness.plan import open_question


def show(topic: Topic) -> None:
    """The introduction, a drawing, the entries, and where the articles disagree."""
    st.header(topic.title)
    st.markdown(f"**{cite(statement(topic.intro))}**")
    if topic.diagram:
        sayings.diagram(topic.diagram)
    entries = topic_entries(topic)
    for entry in entries:
        _entry(entry)
    if topic.anatomy:
        _anatomy(topic)
    for name in topic.disagreements:
        sayings.open_question(open_question(name))
    shown = [sentence.text for entry in entries for sentence in entry.sentences]
    sayings.words_used([*shown, *(text.text for text in texts(topic))])


def _entry(entry: Entry) -> None:
    with st.container(gap="xsmall"):
        how = f" :gray-badge[{entry.seen_by}]" if entry.seen_by else ""
        st.markdown(f"**{entry.title}**{how}")
        if len(entry.sentences) == 1:
            st.markdown(cite(entry.sentences[0]))
        else:
            sayings.bullets(map(cite, entry.sentences))
        sayings.how_to(entry.exercises)


def _anatomy(topic: Topic) -> None:
    with st.expander("Muscle by muscle", icon=":material/accessibility_new:"):
        for name in topic.anatomy:
            part = load_knowledge().part(name)
            does = " ".join(cite(statement(text)) for text in part.does)
            title = part.name[0].upper() + part.name[1:]
            st.markdown(f"**{title}.** {cite(statement(part.where))} {does}")
