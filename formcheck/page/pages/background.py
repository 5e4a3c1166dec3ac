"""Why leg day reaches the upper back: what the four articles say, by topic."""

from __future__ import annotations

import streamlit as st

from formcheck.knowledge import load_knowledge
from formcheck.page import sayings

READABLE_PX = 760

knowledge = load_knowledge()
st.title("Why leg day reaches your upper back")
st.markdown("What four articles say, in short. Tap a topic.")
titles = {topic.id: topic.title for topic in knowledge.topics}
chosen = st.pills(
    "Topic",
    list(titles),
    format_func=lambda topic: titles.get(topic, topic),
    default=next(iter(titles)),
    required=True,
    key="topic",
    bind="query-params",
    label_visibility="collapsed",
    wrap=True,
)
topic = next(entry for entry in knowledge.topics if entry.id == chosen)
with st.container(width=READABLE_PX):
    sayings.show_topic(topic)
    sayings.sources_shown()
