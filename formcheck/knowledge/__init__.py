"""What four articles say about a sore upper back, as validated data in one folder per language."""

from __future__ import annotations

from formcheck.knowledge.loader import load_knowledge
from formcheck.knowledge.schema import Knowledge

__all__ = ["Knowledge", "load_knowledge"]
