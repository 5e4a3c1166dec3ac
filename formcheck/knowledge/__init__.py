"""What four articles say about a sore upper back, as validated data."""

from __future__ import annotations

from formcheck.knowledge.schema import Knowledge, load_knowledge

__all__ = ["Knowledge", "load_knowledge"]
